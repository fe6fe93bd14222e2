import type { LoadBalancer as Described } from '@aws-sdk/client-elastic-load-balancing-v2';
import { loadBalancerName } from '../../../naming/names.ts';
import { Refusal } from '../../../problem/problem.ts';
import { isAwsCode } from '../api/aws-error.ts';
import { allMarkerPages } from '../api/marker-pages.ts';
import type { Region } from '../api/region.ts';
import type { Area } from '../area.ts';
import { TAG, type Tags } from '../machine/tags.ts';
import type { Site } from '../site/site.ts';
import { type BalancerOf, balancerTags, isOf, NO_BALANCER, tagList, tagsByArn } from './balancer-tags.ts';

/** `application` speaks HTTP, `network` TCP. */
export type BalancerKind = 'application' | 'network';

/** A load balancer at AWS. */
export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly kind: string;
  /** `active` once it can be connected to. */
  readonly state: string;
  /** Its host name. */
  readonly host: string;
  /** The hosted zone that has this name, for aliases. */
  readonly hostZone: string;
  readonly vpc: string;
  readonly tags: Tags;
}

/** What a load balancer is made with. */
export interface BalancerWish {
  readonly kind: BalancerKind;
  readonly subnets: readonly string[];
  readonly group: string;
  readonly lifeSeconds?: number | undefined;
}

/** The load balancer of a role; undefined if there is none. Refuses with `front-failed` one of its name that is not ours. */
export async function findLoadBalancer(area: Area, site: Site, of: BalancerOf): Promise<LoadBalancer | undefined> {
  const name = loadBalancerName(area.settings.area, of.environment, of.role);
  const [found] = await describe(site.region, { Names: [name] });
  if (!found || isOf(area, of, found.tags)) return found;
  throw notOurs(site, name);
}

/** Makes it. A second try gets what the first one made, if its answer was lost: AWS goes by the name. */
export async function createLoadBalancer(
  area: Area,
  site: Site,
  of: BalancerOf,
  wish: BalancerWish,
): Promise<LoadBalancer> {
  const name = loadBalancerName(area.settings.area, of.environment, of.role);
  const tags = balancerTags(area, of, wish.lifeSeconds);
  try {
    const { LoadBalancers: [made] = [] } = await site.region.send('CreateLoadBalancer', {
      ...{ Name: name, Type: wish.kind, IpAddressType: 'ipv4' },
      Scheme: area.settings.balancers?.scheme === 'public' ? 'internet-facing' : 'internal',
      Subnets: [...wish.subnets],
      SecurityGroups: [wish.group],
      Tags: tagList({ Name: name, ...tags }),
    });
    return balancerOf(made ?? {}, tags);
  } catch (error) {
    if (!isAwsCode(error, 'DuplicateLoadBalancerName')) throw error;
    const found = await findLoadBalancer(area, site, of);
    if (found) return found;
    throw notOurs(site, name);
  }
}

/** Waits until a load balancer can be connected to. Refuses with `front-failed`. */
export async function awaitActive(area: Area, { region }: Site, balancer: LoadBalancer): Promise<LoadBalancer> {
  const deadline = region.clock.now() + area.timing.balancerMs;
  for (let now = balancer; ; ) {
    if (now.state === 'active') return now;
    const isLate = region.clock.now() >= deadline;
    if (isLate || now.state === 'failed') {
      const after = now.state === 'failed' ? '' : ` after ${area.timing.balancerMs / 1_000} s`;
      const message = `the load balancer ${now.name} in ${region.name} is ${now.state}${after}`;
      throw new Refusal({ code: 'front-failed', message, hint: 'the same command again goes on with it' });
    }
    await region.clock.sleep(area.timing.pollMs);
    const [found] = await describe(region, { LoadBalancerArns: [balancer.arn] });
    now = found ?? now;
  }
}

/** All load balancers of the area in a region. */
export async function allLoadBalancers(area: Area, { region }: Pick<Site, 'region'>): Promise<LoadBalancer[]> {
  const all = await allMarkerPages(
    (page) => region.send('DescribeLoadBalancers', page),
    ({ LoadBalancers }) => LoadBalancers,
  );
  const named = all.filter(({ LoadBalancerName: name }) => name?.startsWith('rb-'));
  return (await withTags(region, named)).filter(({ tags }) => tags[TAG.area] === area.settings.area);
}

async function describe(
  region: Region,
  which: { Names: string[] } | { LoadBalancerArns: string[] },
): Promise<LoadBalancer[]> {
  try {
    const { LoadBalancers: all = [] } = await region.send('DescribeLoadBalancers', which);
    return await withTags(region, all);
  } catch (error) {
    if (isAwsCode(error, NO_BALANCER)) return [];
    throw error;
  }
}

async function withTags(region: Region, all: readonly Described[]): Promise<LoadBalancer[]> {
  const arns = all.flatMap(({ LoadBalancerArn }) => LoadBalancerArn ?? []);
  const tags = await tagsByArn(region, arns);
  return all.flatMap((one) => {
    const its = tags.get(one.LoadBalancerArn ?? '');
    return its ? [balancerOf(one, its)] : [];
  });
}

const balancerOf = (one: Described, tags: Tags): LoadBalancer => ({
  arn: one.LoadBalancerArn ?? '',
  name: one.LoadBalancerName ?? '',
  kind: one.Type ?? '',
  state: one.State?.Code ?? '',
  host: one.DNSName ?? '',
  hostZone: one.CanonicalHostedZoneId ?? '',
  vpc: one.VpcId ?? '',
  tags,
});

function notOurs({ region }: Site, name: string): Refusal {
  const message = `${region.name} has a load balancer ${name} that is not rolebake's`;
  return new Refusal({ code: 'front-failed', message, hint: 'remove it, or choose another ec2.area' });
}
