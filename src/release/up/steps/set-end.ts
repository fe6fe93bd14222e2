import { rootLogin } from '../../../bake/root-login.ts';
import { liveFor } from '../../../machines/life.ts';
import { connect } from '../../../ssh/connect.ts';
import { machinesIn } from '../labels.ts';
import { endingIn } from '../plan.ts';
import type { Raising } from '../up-place.ts';
import { isOver } from './is-over.ts';
import { together } from './together.ts';

/** Gives all machines of the environment that stay, those in front too, the time until its end: no more and no less. */
export async function setEnd(raising: Raising, endsAt: string): Promise<void> {
  const { place, context, input } = raising;
  if (isOver(raising)) return;
  const left = (new Date(endsAt).getTime() - place.effects.now().getTime()) / 1000;
  const ending = new Set(endingIn(input.plan, input.weight));
  const there = (await machinesIn(place, input.environment)).filter(
    ({ id, state }) => state === 'running' && !ending.has(id),
  );
  await together(
    there.map(async (machine) => {
      const login = rootLogin(place.machines, machine, place.keys.of(machine.id));
      await using ssh = await connect(login, { signal: context.signal });
      await liveFor(ssh, Math.max(Math.ceil(left), 1));
    }),
  );
}
