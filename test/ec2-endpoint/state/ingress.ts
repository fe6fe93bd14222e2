import type { Cloud } from './cloud.ts';
import type { Region } from './region.ts';
import type { Instance, Permission } from './things.ts';

/** What an instance's security groups let in now; a load balancer comes from where the back end has it. */
export function ingressOf({ backEnd }: Cloud, region: Region, { groups }: Instance): Permission[] {
  const balancers = new Set([...region.loadBalancers.values()].flatMap((one) => one.groups));
  const rules = groups.flatMap((id) => region.securityGroups.get(id)?.ingress ?? []);
  const { balancerAddress } = backEnd;
  return rules.map((rule) =>
    balancerAddress !== undefined && balancers.has(rule.source.groupId ?? '')
      ? { ...rule, source: { cidrIp: `${balancerAddress}/32` } }
      : rule,
  );
}

/** Tells the back end what is let in, after rules have changed. */
export async function regroup(cloud: Cloud, region: Region): Promise<void> {
  const all = [...region.instances.values()].filter(({ state }) => state !== 'terminated');
  await cloud.backEnd.regroup?.(new Map(all.map((instance) => [instance.id, ingressOf(cloud, region, instance)])));
}
