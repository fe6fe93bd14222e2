import { setTimeout as sleep } from 'node:timers/promises';
import { machinesOf } from '../labels.ts';
import type { Raising } from '../up-place.ts';
import { balance, memberOf } from './balance.ts';

const PAUSE_MS = 200;

/** Notes what runs now, and what ran before it. */
export async function finishRecord({ place, input }: Raising): Promise<void> {
  const { environment, zone, release, weight, endsAt } = input;
  const before = place.environments.get(environment);
  const since = place.effects.now().toISOString();
  const ends = endsAt === undefined ? {} : { endsAt };
  if (weight < 100 && before) {
    await place.environments.put({ ...before, ...ends, canary: { release, weight } });
    return;
  }
  const previous = before?.release === release ? before.previous : before?.release;
  await place.environments.put({
    ...{ environment, zone, release, since, ...ends },
    ...(previous === undefined ? {} : { previous }),
  });
}

/** Ends the machines that the release replaces, once they have no connection or the time is up. */
export async function endOld(raising: Raising): Promise<void> {
  const { place, input } = raising;
  for (const { role, end } of input.plan.roles) await awaitDrained(raising, role, end);
  const ending = [...input.plan.roles, ...input.plan.gone].flatMap(({ end }) => end);
  const there = new Set(machinesOf(input.environment, await place.machines.list()).map(({ id }) => id));
  await Promise.all(
    ending
      .filter((id) => there.has(id))
      .map(async (id) => {
        await place.machines.terminate(id);
        place.keys.forget(id);
      }),
  );
  for (const role of input.plan.roles) await balance(raising, role, 'new');
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
