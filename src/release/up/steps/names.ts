import { zoneOf } from '../../../naming/names.ts';
import type { BuildShare } from '../../front/zones.ts';
import type { Raising } from '../up-place.ts';
import { balance } from './balance.ts';
import { buildsOf, machinesOfRole, serversFor, type Traffic } from './servers.ts';

/**
 * Sees to it that the environment has a resolver, and each role that needs it a balancer, which sends as before; gives
 * the resolver's address. So a role can reach another by name from its first moment on.
 */
export async function prepareNames(raising: Raising): Promise<string> {
  const { place, input } = raising;
  const { environment, zone, lifeSeconds } = input;
  const [resolver, ...balancers] = await Promise.allSettled([
    place.zones.ensure(environment, zoneOf(environment, zone), lifeSeconds),
    ...input.plan.roles.map((role) => balance(raising, role, 'before')),
  ]);
  for (const made of balancers) if (made.status === 'rejected') throw made.reason;
  if (resolver.status === 'rejected') throw resolver.reason;
  await announce(raising, 'before');
  return resolver.value.address;
}

/** Makes the zone hold the balancers by role, and the machines of each build by its number. */
export async function announce(raising: Raising, traffic: Traffic): Promise<void> {
  const { place, input } = raising;
  const [hosts, builds] = [new Map<string, string[]>(), new Map<string, BuildShare[]>()];
  for (const plan of input.plan.roles) {
    const { role, balancer, buildHost, tag } = plan;
    const machines = await machinesOfRole(raising, role);
    const address = balancer && (await place.balancers.addressOf(input.environment, role));
    if (balancer && address !== undefined) {
      hosts.set(balancer.host, [address]);
      builds.set(balancer.host, buildsOf(plan, serversFor(machines, plan, traffic, input.weight)));
    }
    const build = machines.filter((machine) => machine.tag === tag);
    if (build.length > 0) hosts.set(buildHost, build.map((machine) => machine.address).sort());
  }
  await place.zones.put(input.environment, zoneOf(input.environment, input.zone), hosts, builds);
}
