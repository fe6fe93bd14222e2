import { machinesOf } from '../labels.ts';
import type { Raising } from '../up-place.ts';
import { balance, listenersNow } from './balance.ts';
import { freshMachines } from './launch-role.ts';
import { announce } from './names.ts';

/** Ends what was launched; balancers and names go on with what was there before, or end where there was nothing. */
export async function takeBack(raising: Raising): Promise<void> {
  const { place, input } = raising;
  const fresh = input.plan.roles.flatMap((role) => freshMachines(raising, role));
  for (const id of fresh) {
    await place.machines.terminate(id);
    place.keys.forget(id);
  }
  const left = machinesOf(input.environment, await place.machines.list());
  if (left.length === 0) {
    for (const role of await place.balancers.list(input.environment))
      await place.balancers.remove(input.environment, role);
    await place.zones.remove(input.environment);
    return;
  }
  for (const plan of input.plan.roles) {
    const { role } = plan;
    const isLeft = left.some((machine) => machine.role === role);
    if (isLeft && listenersNow(raising, role, 'back', left).length > 0) await balance(raising, plan, 'back');
    else await place.balancers.remove(input.environment, role);
  }
  await announce(raising, 'back');
}
