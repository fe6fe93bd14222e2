import { parseTag, splitTag } from '../../../ledger/tag.ts';
import { buildLabel } from '../../../naming/names.ts';
import type { Server } from '../../front/balancers.ts';
import type { BuildShare } from '../../front/zones.ts';
import { machinesOf } from '../labels.ts';
import type { EnvironmentMachine, RolePlan } from '../plan.ts';
import type { Raising } from '../up-place.ts';
import { weightsFor } from '../weights.ts';

/**
 * Which machines get connections: those that had them before (`back`: there will be no others), both by the share that is
 * asked for, or the new ones.
 */
export type Traffic = 'back' | 'before' | 'share' | 'new';

/** The machines of the environment that run now. */
export async function machinesNow({ place, input }: Raising): Promise<EnvironmentMachine[]> {
  return machinesOf(input.environment, await place.machines.list()).filter(({ isRunning }) => isRunning);
}

/** The servers of a role's balancer. One without a share is a server all the same: its checks are looked at. */
export function serversFor(
  machines: readonly EnvironmentMachine[],
  plan: Pick<RolePlan, 'keep' | 'end' | 'canary'>,
  traffic: Traffic,
  share: number,
): Server[] {
  const { end, canary } = plan;
  const isAfter = traffic === 'share' || traffic === 'new';
  const weightOf = isAfter ? weightsAfter(machines, plan, traffic, share) : weightsBefore(machines, plan);
  const leaves = (id: string) =>
    isAfter && end.includes(id) && (traffic === 'new' || canary?.machines.includes(id) === true);
  return machines.map(({ id, address, tag }) => ({
    ...{ id, address, build: buildOf(tag), weight: weightOf(id) },
    ...(leaves(id) ? { leaves: true as const } : {}),
  }));
}

type WeightOf = (id: string) => number;

/** A canary goes on with its share. */
function weightsBefore(
  machines: readonly EnvironmentMachine[],
  { keep, end, canary = { share: 0, machines: [] } }: Pick<RolePlan, 'keep' | 'end' | 'canary'>,
): WeightOf {
  const there = machines.filter(({ id }) => keep.includes(id) || end.includes(id)).map(({ id }) => id);
  const fresh = there.filter((id) => canary.machines.includes(id)).length;
  const weights = weightsFor(canary.share, { fresh, old: there.length - fresh });
  return (id) => (!there.includes(id) ? 0 : canary.machines.includes(id) ? weights.fresh : weights.old);
}

/** A canary before this one gets nothing any more. */
function weightsAfter(
  machines: readonly EnvironmentMachine[],
  { end, canary }: Pick<RolePlan, 'end' | 'canary'>,
  traffic: 'share' | 'new',
  share: number,
): WeightOf {
  const former = new Set(end.filter((id) => canary?.machines.includes(id)));
  const counted = machines.filter(({ id }) => !former.has(id));
  const old = counted.filter(({ id }) => end.includes(id)).length;
  const weights = weightsFor(traffic === 'share' ? share : 100, { fresh: counted.length - old, old });
  return (id) => (former.has(id) ? 0 : end.includes(id) ? weights.old : weights.fresh);
}

/** The builds that a role's balancer sends to, by their shares; while it sends to none, the one that is to come. */
export function buildsOf({ role, tag }: RolePlan, servers: readonly Server[]): BuildShare[] {
  const sent = sharesOf(role, servers);
  return sent.length > 0 ? sent : [{ label: buildLabel(role, buildOf(tag)), weight: 1 }];
}

/** The builds that these servers run and that get something, by their shares. */
export function sharesOf(role: string, servers: readonly Server[]): BuildShare[] {
  const byBuild = Map.groupBy(servers, ({ build }) => build);
  const shares = [...byBuild].map(([build, all]) => {
    return { label: buildLabel(role, build), weight: all.reduce((sum, { weight }) => sum + weight, 0) };
  });
  return shares.filter(({ weight }) => weight > 0);
}

/** Number of the build that a tag names. */
export const buildOf = (tag: string): number => splitTag(parseTag(tag)).number;
