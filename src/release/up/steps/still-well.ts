import type { BakeCheck } from '../../../bake/checks/run-checks.ts';
import { Refusal } from '../../../problem/problem.ts';
import type { Endpoint } from '../../front/balancers.ts';
import { machinesOf } from '../labels.ts';
import type { RolePlan } from '../plan.ts';
import { formerEndpoints } from '../reach.ts';
import type { Raising } from '../up-place.ts';
import { awaitUp, movingRole } from './balance.ts';
import { isOver } from './is-over.ts';
import { freshMachines } from './launch-role.ts';
import { holdTo } from './prove-role.ts';
import { together } from './together.ts';

/**
 * Looks once more at all machines that are to serve: while others were proved, the first may have ended. Refuses with
 * `machine-ended` or `unhealthy`. What has had its time ends in any case.
 */
export async function refuseUnwell(raising: Raising): Promise<void> {
  const { place, input } = raising;
  if (isOver(raising)) return;
  const there = machinesOf(input.environment, await place.machines.list()).filter(({ isRunning }) => isRunning);
  for (const plan of input.plan.roles) {
    const fresh = freshMachines(raising, plan);
    const ended = [...plan.keep, ...fresh].filter((id) => !there.some((machine) => machine.id === id));
    if (ended.length > 0) throw endedEarly(plan.role, ended);
    const asked = pathsToCome(raising, plan);
    await together(plan.keep.map((id) => holdTo(raising, plan, id, asked)));
    if (fresh.length > 0) await awaitUp(raising, plan.role, fresh);
  }
}

/** What machines that stay were never asked by their balancer, and will be after the switch. */
function pathsToCome(raising: Raising, { role, tag }: RolePlan): BakeCheck[] {
  const { member, before } = movingRole(raising, role);
  const asked = formerEndpoints({ member, before }, tag).map(pathOf);
  return member.balancers.flatMap((one): BakeCheck[] => {
    const path = pathOf(one);
    if (one.health === undefined || asked.includes(path)) return [];
    const expects = { kind: 'http', url: `http://127.0.0.1:${path}`, status: 200 } as const;
    return [{ expects, from: 'launch', source: `the balancer of ${raising.input.release}` }];
  });
}

const pathOf = ({ target, health = '' }: Endpoint): string => `${target}${health}`;

function endedEarly(role: string, ids: readonly string[]): Refusal {
  const message = `${ids.join(', ')}, of role ${role}, ended before all others were well`;
  return new Refusal({ code: 'machine-ended', message, hint: 'the same command again launches others' });
}
