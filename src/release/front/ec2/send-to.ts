import type { Area } from '../../../machines/ec2/area.ts';
import type { BalancerOf } from '../../../machines/ec2/balancers/balancer-tags.ts';
import { deleteListener, type Forward, listenersOf, putListener } from '../../../machines/ec2/balancers/listeners.ts';
import type { LoadBalancer } from '../../../machines/ec2/balancers/load-balancers.ts';
import {
  createTargetGroup,
  deleteTargetGroup,
  settleTargetGroup,
  type TargetGroup,
  targetGroupsOf,
} from '../../../machines/ec2/balancers/target-groups.ts';
import type { Site } from '../../../machines/ec2/site/site.ts';
import { type BalancerSpec, endpointAt, type Listener } from '../balancers.ts';
import { type Cohort, cohortsOf, type Placed, type SeenCohort, scaled } from './cohorts.ts';

/** The balancer that is told where to send. */
export interface Sender {
  readonly area: Area;
  readonly site: Site;
  readonly of: BalancerOf;
  readonly balancer: LoadBalancer;
  readonly spec: BalancerSpec;
  /** AWS's own names of the machines that run. */
  readonly running: ReadonlySet<string>;
}

/** So many target groups may share what comes to a port. */
const MOST_GROUPS = 5;
const DRAINING = 'draining';

/**
 * Makes a balancer send to these machines by their weights, and to no others. New ones are in before anyone gets more, and
 * who leaves is taken out after; what has begun there goes on for a while.
 */
export async function sendTo(sender: Sender, machines: readonly Placed[]): Promise<void> {
  const { area, site, of, balancer, spec } = sender;
  const there = await targetGroupsOf(area, site, of);
  const cohorts = cohortsOf(machines, seenIn(there));
  const listeners = await listenersOf(site, balancer.arn);
  const used = new Set<string>();
  const groups = new Map<string, TargetGroup[]>();
  for (const listener of spec.listeners) {
    const behind = cohorts.filter((cohort) => endpointAt(cohort, listener) !== undefined);
    const own = groups.get(listener.endpoint) ?? (await groupsFor(sender, listener, behind, there));
    groups.set(listener.endpoint, own);
    const forwards = forwardsTo(behind, own, busyAt(sender, listener, there));
    for (const { group } of forwards) used.add(group);
    const seen = listeners.find(({ port }) => port === listener.port);
    if (forwards.length > 0) await putListener(area, site, { of, balancer, port: listener.port, seen, forwards });
    else if (seen) await deleteListener(site, seen.arn);
  }
  const ports = new Set(spec.listeners.map(({ port }) => port));
  for (const { port, arn } of listeners) if (!ports.has(port)) await deleteListener(site, arn);
  for (const group of there) {
    if (used.has(group.arn)) await takeOut(site, group, cohorts);
    else await deleteTargetGroup(site, group.arn);
  }
}

/** A machine that drains is where it was: if it is to stay after all, it goes on there. */
function seenIn(groups: readonly TargetGroup[]): SeenCohort[] {
  const byCohort = Map.groupBy(groups, ({ build, cohort }) => `${build} ${cohort}`);
  return [...byCohort.values()].flatMap((all) => {
    const [first] = all;
    const instances = new Set(all.flatMap(({ targets }) => targets.map(({ instance }) => instance)));
    return first ? [{ build: first.build, number: first.cohort, instances }] : [];
  });
}

/** The target groups of an endpoint, one for each cohort in their order, with the machines in them. */
async function groupsFor(
  { area, site, of, balancer, spec }: Sender,
  listener: Listener,
  cohorts: readonly Cohort[],
  there: readonly TargetGroup[],
): Promise<TargetGroup[]> {
  const groups: TargetGroup[] = [];
  const speaksHttp = balancer.kind === 'application';
  for (const cohort of cohorts) {
    const { build, number, members } = cohort;
    const { endpoint, target, health } = endpointAt(cohort, listener) ?? listener;
    const wish = { endpoint, build, cohort: number, port: target, health, speaksHttp, lifeSeconds: spec.lifeSeconds };
    const known = there.find((one) => one.build === build && one.cohort === number && one.endpoint === endpoint);
    const group = known ?? (await createTargetGroup(area, site, of, wish));
    await settleTargetGroup(area, site, group, wish);
    await putIn(site, group, members, target);
    groups.push(group);
  }
  return groups;
}

async function putIn({ region }: Site, group: TargetGroup, members: readonly string[], port: number): Promise<void> {
  const inside = group.targets.filter(({ state }) => state !== DRAINING).map(({ instance }) => instance);
  const missing = members.filter((instance) => !inside.includes(instance));
  if (missing.length === 0) return;
  const Targets = missing.map((Id) => ({ Id, Port: port }));
  await region.send('RegisterTargets', { TargetGroupArn: group.arn, Targets });
}

/** Groups with machines that may still have to end what they have begun. */
const busyAt = ({ running }: Sender, { endpoint }: Listener, there: readonly TargetGroup[]): TargetGroup[] =>
  there.filter((group) => group.endpoint === endpoint && group.targets.some(({ instance }) => running.has(instance)));

function forwardsTo(
  cohorts: readonly Cohort[],
  groups: readonly TargetGroup[],
  busy: readonly TargetGroup[],
): Forward[] {
  const weights = scaled(cohorts.map(({ weight }) => weight));
  const sent = groups.map(({ arn }, index) => ({ group: arn, weight: weights[index] ?? 0 }));
  const rest = busy.filter(({ arn }) => !sent.some(({ group }) => group === arn));
  return [...sent, ...rest.map(({ arn }) => ({ group: arn, weight: 0 }))].slice(0, MOST_GROUPS);
}

/** Takes the machines that stay no more out of a group. */
async function takeOut({ region }: Site, group: TargetGroup, cohorts: readonly Cohort[]): Promise<void> {
  const own = cohorts.find(({ build, number }) => build === group.build && number === group.cohort);
  const leaving = group.targets.filter(({ instance, state }) => {
    return state !== DRAINING && !own?.members.includes(instance);
  });
  if (leaving.length === 0) return;
  const Targets = leaving.map(({ instance }) => ({ Id: instance }));
  await region.send('DeregisterTargets', { TargetGroupArn: group.arn, Targets });
}
