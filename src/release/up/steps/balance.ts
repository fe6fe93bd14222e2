import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../../../problem/problem.ts';
import type { LockedMember } from '../../lock.ts';
import type { RolePlan } from '../plan.ts';
import type { Raising } from '../up-place.ts';
import { machinesOfRole, serversFor, type Traffic } from './servers.ts';

const PAUSE_MS = 200;

/** Makes a role's balancer send as it should; does nothing for a role that has none. */
export async function balance(raising: Raising, role: RolePlan, traffic: Traffic): Promise<void> {
  const { place, input } = raising;
  const member = memberOf(raising, role.role);
  if (member.balancers.length === 0) return;
  const servers = serversFor(await machinesOfRole(raising, role.role), role, traffic, input.weight);
  await place.balancers.put({
    environment: input.environment,
    role: role.role,
    listeners: member.balancers,
    servers,
    ...(input.lifeSeconds === undefined ? {} : { lifeSeconds: input.lifeSeconds }),
  });
}

/** Waits until a role's balancer finds all of these machines well. Refuses with `unhealthy`. */
export async function awaitUp({ place, context, input }: Raising, role: string, ids: readonly string[]): Promise<void> {
  const until = performance.now() + input.patience.healthy * 1000;
  for (;;) {
    context.signal.throwIfAborted();
    const states = (await place.balancers.states(input.environment, role)) ?? [];
    const down = ids.filter((id) => !states.some((state) => state.id === id && state.isUp));
    if (down.length === 0) return;
    if (performance.now() > until) throw unwell(role, down, input.patience.healthy);
    await sleep(PAUSE_MS);
  }
}

function unwell(role: string, ids: readonly string[], seconds: number): Refusal {
  const message = `the balancer of ${role} finds ${ids.join(', ')} not well after ${seconds} s`;
  return new Refusal({ code: 'unhealthy', message, hint: 'rolebake ssh MACHINE looks into one that is kept' });
}

/** A role of the release that is being raised. */
export function memberOf({ input }: Raising, role: string): LockedMember {
  const member = input.lock.members.find((one) => one.role === role);
  if (!member) throw new Error(`release ${input.release} has no role ${role}`);
  return member;
}
