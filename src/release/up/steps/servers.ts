import type { Server } from '../../front/balancers.ts';
import { machinesOf } from '../labels.ts';
import type { EnvironmentMachine, RolePlan } from '../plan.ts';
import type { Raising } from '../up-place.ts';
import { HEAVIEST, weightsFor } from '../weights.ts';

/** Which machines get connections: those that had them before, both by the share that is asked for, or the new ones. */
export type Traffic = 'before' | 'share' | 'new';

/** The machines of a role that run now. */
export async function machinesOfRole({ place, input }: Raising, role: string): Promise<EnvironmentMachine[]> {
  const all = machinesOf(input.environment, await place.machines.list());
  return all.filter((machine) => machine.role === role && machine.isRunning);
}

/** The servers of a role's balancer. One without a share is a server all the same: its checks are looked at. */
export function serversFor(
  machines: readonly EnvironmentMachine[],
  { keep, end }: RolePlan,
  traffic: Traffic,
  share: number,
): Server[] {
  const old = machines.filter(({ id }) => end.includes(id)).length;
  const weights = weightsFor(traffic === 'share' ? share : 100, { fresh: machines.length - old, old });
  const weightOf = (id: string): number => {
    if (traffic === 'before') return keep.includes(id) || end.includes(id) ? HEAVIEST : 0;
    return end.includes(id) ? weights.old : weights.fresh;
  };
  return machines.map(({ id, address }) => ({ id, address, weight: weightOf(id) }));
}
