import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../../../problem/problem.ts';
import { type Endpoint, endpointAt, type Listener } from '../../front/balancers.ts';
import type { LockedMember } from '../../lock.ts';
import type { EnvironmentMachine, RolePlan } from '../plan.ts';
import { formerEndpoints, listenersFor, type MovingRole } from '../reach.ts';
import type { Raising } from '../up-place.ts';
import { isOver } from './is-over.ts';
import { keepWordsOf } from './keep-words.ts';
import { machinesNow, serversFor, type Traffic } from './servers.ts';

const PAUSE_MS = 200;

/** Makes a role's balancer send as it should; does nothing for a role that has none. */
export async function balance(raising: Raising, role: RolePlan, traffic: Traffic): Promise<void> {
  const { place, input } = raising;
  const there = await machinesNow(raising);
  const listeners = listenersNow(raising, role.role, traffic, there);
  if (listeners.length === 0) return;
  const machines = there.filter((machine) => machine.role === role.role);
  const endpoints = new Map(machines.map((machine) => [machine.id, endpointsNow(raising, role, traffic, machine)]));
  const servers = serversFor(machines, role, traffic, input.weight);
  await place.balancers.put({
    environment: input.environment,
    role: role.role,
    listeners,
    servers: servers.map((server) => ({ ...server, endpoints: endpoints.get(server.id) ?? [] })),
    ...(input.lifeSeconds === undefined ? {} : { lifeSeconds: input.lifeSeconds }),
  });
}

/** The ports of a role's balancer: what goes with the old machines is there as long as any of them. */
export function listenersNow(
  raising: Raising,
  role: string,
  traffic: Traffic,
  there: readonly EnvironmentMachine[],
): Listener[] {
  const { roles, gone } = raising.input.plan;
  const former = new Set([...roles, ...gone].flatMap(({ end }) => end));
  const turned = there.some(({ id }) => former.has(id)) ? 'turned' : 'new';
  const ports = { back: 'former', before: 'both', share: 'both', new: turned } as const;
  return listenersFor(movingRole(raising, role), ports[traffic]);
}

/** A machine that stays is asked for what the new release says of it once it serves that. */
function endpointsNow(
  raising: Raising,
  { role, keep, end }: RolePlan,
  traffic: Traffic,
  { id, tag }: EnvironmentMachine,
): readonly Endpoint[] {
  const isFormer = end.includes(id) || (keep.includes(id) && traffic !== 'new');
  return isFormer ? formerEndpoints(movingRole(raising, role), tag) : memberOf(raising, role).balancers;
}

/** A role as it is to be, and as the releases have it that run now. */
export function movingRole(raising: Raising, role: string): MovingRole {
  const all = (raising.input.before ?? []).flatMap(({ members }) => members);
  return { member: memberOf(raising, role), before: all.filter((one) => one.role === role) };
}

/**
 * Waits until a role's balancer finds all of these new machines well. Refuses with `unhealthy`. One that is to be at the
 * ports of others does not know them before the switch.
 */
export async function awaitUp(raising: Raising, role: string, ids: readonly string[]): Promise<void> {
  const { place, context, input } = raising;
  const wanted = memberOf(raising, role).balancers;
  const known = listenersNow(raising, role, 'before', []).filter((one) => endpointAt({ endpoints: wanted }, one));
  if (known.length === 0) return;
  const until = performance.now() + input.patience.healthy * 1000;
  for (;;) {
    context.signal.throwIfAborted();
    const states = (await place.balancers.states(input.environment, role)) ?? [];
    const down = ids.filter((id) => !states.some((state) => state.id === id && state.isUp));
    if (down.length === 0 || isOver(raising)) return;
    if (performance.now() > until) throw await unwell(raising, role, down);
    await sleep(PAUSE_MS);
  }
}

async function unwell(raising: Raising, role: string, ids: readonly string[]): Promise<Refusal> {
  const { place, input } = raising;
  const machines = (await place.machines.list()).filter(({ id, state }) => ids.includes(id) && state === 'running');
  await keepWordsOf(raising, machines);
  const message = `the balancer of ${role} finds ${ids.join(', ')} not well after ${input.patience.healthy} s`;
  return new Refusal({ code: 'unhealthy', message });
}

/** A role of the release that is being raised. */
export function memberOf({ input }: Raising, role: string): LockedMember {
  const member = input.lock.members.find((one) => one.role === role);
  if (!member) throw new Error(`release ${input.release} has no role ${role}`);
  return member;
}
