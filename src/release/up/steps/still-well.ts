import { Refusal } from '../../../problem/problem.ts';
import { machinesOf } from '../labels.ts';
import type { Raising } from '../up-place.ts';
import { awaitUp, memberOf } from './balance.ts';
import { freshMachines } from './launch-role.ts';

/**
 * Looks once more at all machines that are to serve: while others were proved, the first may have ended. Refuses with
 * `machine-ended` or `unhealthy`. What has had its time ends in any case.
 */
export async function refuseUnwell(raising: Raising): Promise<void> {
  const { place, input } = raising;
  if (input.endsAt !== undefined && new Date(input.endsAt) <= place.effects.now()) return;
  const there = machinesOf(input.environment, await place.machines.list()).filter(({ isRunning }) => isRunning);
  for (const plan of input.plan.roles) {
    const fresh = freshMachines(raising, plan);
    const ended = [...plan.keep, ...fresh].filter((id) => !there.some((machine) => machine.id === id));
    if (ended.length > 0) throw endedEarly(plan.role, ended);
    if (fresh.length > 0 && memberOf(raising, plan.role).balancers.length > 0) await awaitUp(raising, plan.role, fresh);
  }
}

function endedEarly(role: string, ids: readonly string[]): Refusal {
  const message = `${ids.join(', ')}, of role ${role}, ended before all others were well`;
  return new Refusal({ code: 'machine-ended', message, hint: 'the same command again launches others' });
}
