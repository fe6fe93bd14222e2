import { zoneOf } from '../../../naming/names.ts';
import type { Raising } from '../up-place.ts';
import { balance } from './balance.ts';
import { machinesOfRole } from './servers.ts';

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
  await announce(raising);
  return resolver.value.address;
}

/** Makes the zone hold the balancers by role, and the machines of each build by its number. */
export async function announce(raising: Raising): Promise<void> {
  const { place, input } = raising;
  const hosts = new Map<string, string[]>();
  for (const { role, balancer, buildHost, tag } of input.plan.roles) {
    const address = balancer && (await place.balancers.addressOf(input.environment, role));
    if (balancer && address !== undefined) hosts.set(balancer.host, [address]);
    const build = (await machinesOfRole(raising, role)).filter((machine) => machine.tag === tag);
    if (build.length > 0) hosts.set(buildHost, build.map((machine) => machine.address).sort());
  }
  await place.zones.put(input.environment, zoneOf(input.environment, input.zone), hosts);
}
