import { setTimeout as sleep } from 'node:timers/promises';
import type { EnvironmentRecord } from '../environment-store.ts';
import { machinesOf } from '../labels.ts';
import { endingIn } from '../plan.ts';
import type { Raising } from '../up-place.ts';
import { balance, memberOf } from './balance.ts';
import { freshMachines } from './launch-role.ts';
import { together } from './together.ts';

const PAUSE_MS = 200;

/** Notes what runs now, and what ran before it. */
export async function finishRecord(raising: Raising): Promise<void> {
  const { place, input } = raising;
  const { environment, zone, release, weight, endsAt } = input;
  const before = place.environments.get(environment);
  const since = before?.release === release ? before.since : place.effects.now().toISOString();
  const ends = endsAt === undefined ? {} : { endsAt };
  if (weight < 100 && before) {
    const machines = canaryMachines(raising, before);
    await place.environments.put({ ...before, ...ends, canary: { release, weight, machines } });
    return;
  }
  const previous = before?.release === release ? before.previous : before?.release;
  await place.environments.put({
    ...{ environment, zone, release, since, ...ends },
    ...(previous === undefined ? {} : { previous }),
  });
}

/** Those that are new, and those of a canary before it that it keeps. */
function canaryMachines(raising: Raising, { canary }: EnvironmentRecord): string[] {
  const { roles } = raising.input.plan;
  const kept = roles.flatMap(({ keep }) => keep).filter((id) => canary?.machines?.includes(id));
  return [...kept, ...roles.flatMap((role) => freshMachines(raising, role))];
}

/** Ends the machines that the release replaces, or the canary before it, once they have no connection or the time is up. */
export async function endOld(raising: Raising): Promise<void> {
  const { place, input } = raising;
  const ending = endingIn(input.plan, input.weight);
  for (const { role } of input.plan.roles) await awaitDrained(raising, role, ending);
  const there = new Set(machinesOf(input.environment, await place.machines.list()).map(({ id }) => id));
  await together(
    ending
      .filter((id) => there.has(id))
      .map(async (id) => {
        await place.machines.terminate(id);
        place.keys.forget(id);
      }),
  );
  for (const role of input.plan.roles) await balance(raising, role, input.weight < 100 ? 'share' : 'new');
  if (input.weight === 100) await removeBalancers(raising);
}

/** Removes the balancers of roles that need none any more. */
async function removeBalancers(raising: Raising): Promise<void> {
  const { place, input } = raising;
  const wanted = input.plan.roles.filter(({ role }) => memberOf(raising, role).balancers.length > 0);
  for (const role of await place.balancers.list(input.environment))
    if (!wanted.some((one) => one.role === role)) await place.balancers.remove(input.environment, role);
}

async function awaitDrained({ place, input }: Raising, role: string, ids: readonly string[]): Promise<void> {
  const until = performance.now() + input.patience.drain * 1000;
  while (performance.now() < until) {
    const states = (await place.balancers.states(input.environment, role)) ?? [];
    if (!states.some(({ id, connections }) => ids.includes(id) && connections > 0)) return;
    await sleep(PAUSE_MS);
  }
}
