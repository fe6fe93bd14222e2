import { Refusal } from '../../../problem/problem.ts';
import { allPages } from '../api/pages.ts';
import type { Area } from '../area.ts';
import type { Site } from '../site/site.ts';

/** AWS puts a load balancer that speaks HTTP into two zones at least; so are all of ours. */
const LEAST_ZONES = 2;

/** The subnets that load balancers are in, one in each zone. Refuses with `wrong-value` fewer than two. */
export async function balancerSubnets({ settings }: Area, site: Site): Promise<string[]> {
  const ids = settings.balancers?.subnets ?? (await site.network()).subnets;
  const Filters = [{ Name: 'subnet-id', Values: [...ids] }];
  const found = await allPages(
    (page) => site.region.send('DescribeSubnets', { Filters, ...page }),
    ({ Subnets }) => Subnets,
  );
  const inOrder = ids.flatMap((id) => found.find(({ SubnetId }) => SubnetId === id) ?? []);
  const byZone = Map.groupBy(inOrder, ({ AvailabilityZone }) => AvailabilityZone);
  const chosen = [...byZone.values()].flatMap(([first]) => first?.SubnetId ?? []);
  if (chosen.length >= LEAST_ZONES) return chosen;
  const message = `${ids.join(', ')} in ${site.region.name} are in ${chosen.length} zones, and a load balancer is in ${LEAST_ZONES} at least`;
  throw new Refusal({ code: 'wrong-value', message, hint: 'ec2.balancers.subnets in rolebake.yaml' });
}
