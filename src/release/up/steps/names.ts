import { buildHost, serviceHost, zoneOf } from '../../../naming/names.ts';
import type { Server } from '../../front/balancers.ts';
import type { BuildShare } from '../../front/zones.ts';
import type { Raising } from '../up-place.ts';
import { balance, listenersNow } from './balance.ts';
import { buildsOf, machinesNow, serversFor, sharesOf, type Traffic } from './servers.ts';
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

/** What the zone is to hold. */
interface Names {
  readonly hosts: Map<string, readonly string[]>;
  readonly builds: Map<string, readonly BuildShare[]>;
}

/** Makes the zone hold the balancers by role, and the machines that serve of each build by its number. */
export async function announce(raising: Raising, traffic: Traffic): Promise<void> {
  const { place, input } = raising;
  const { environment, zone, plan, weight } = input;
  const names: Names = { hosts: new Map(), builds: new Map() };
  const there = await machinesNow(raising);
  const of = (role: string) => there.filter((machine) => machine.role === role);
  for (const role of plan.roles) {
    const servers = serversFor(of(role.role), role, traffic, weight);
    nameBuilds(raising, names, role.role, servers);
    if (listenersNow(raising, role.role, traffic, there).length > 0)
      await nameBalancer(raising, names, role.role, buildsOf(role, servers));
  }
  // What goes with the old machines is used by them until they do.
  for (const role of traffic === 'new' ? [] : plan.gone) {
    const servers = serversFor(of(role.role), { keep: [], ...role }, 'before', weight);
    nameBuilds(raising, names, role.role, servers);
    if (servers.length > 0) await nameBalancer(raising, names, role.role, sharesOf(role.role, servers));
  }
  await place.zones.put(environment, zoneOf(environment, zone), names.hosts, names.builds);
}

function nameBuilds({ input }: Raising, { hosts }: Names, role: string, servers: readonly Server[]): void {
  const serving = servers.filter(({ weight }) => weight > 0);
  for (const [build, all] of Map.groupBy(serving, (server) => server.build))
    hosts.set(buildHost(role, build, input.environment, input.zone), all.map(({ address }) => address).sort());
}

async function nameBalancer(
  { place, input }: Raising,
  { hosts, builds }: Names,
  role: string,
  shares: readonly BuildShare[],
): Promise<void> {
  const address = await place.balancers.addressOf(input.environment, role);
  if (address === undefined) return;
  const host = serviceHost(role, input.environment, input.zone);
  hosts.set(host, [address]);
  builds.set(host, shares);
}
