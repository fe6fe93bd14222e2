import { zoneOf } from '../../../naming/names.ts';
import type { BuildShare } from '../../front/zones.ts';
import type { Raising } from '../up-place.ts';
import { balance } from './balance.ts';
import { buildsOf, machinesOfRole, serversFor, type Traffic } from './servers.ts';
import { together } from './together.ts';

/** Sees to it that the environment has a resolver; gives its address. */
export async function ensureResolver({ place, input }: Raising): Promise<string> {
  const { environment, zone, lifeSeconds } = input;
  return (await place.zones.ensure(environment, zoneOf(environment, zone), lifeSeconds)).address;
}

/** Sees to it that each role that needs one has a balancer, which sends as before, and that its name leads there. */
export async function prepareBalancers(raising: Raising): Promise<void> {
  await together(raising.input.plan.roles.map((role) => balance(raising, role, 'before')));
  await announce(raising, 'before');
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
