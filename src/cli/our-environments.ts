import { zoneOf } from '../naming/names.ts';
import type { Endpoint } from '../release/front/balancers.ts';
import type { EnvironmentView, OurEnvironments } from '../release/front/environment-files.ts';
import { lockIn } from '../release/lock.ts';
import type { EnvironmentRecord } from '../release/up/environment-store.ts';
import { machinesOf } from '../release/up/labels.ts';
import type { EnvironmentMachine } from '../release/up/plan.ts';
import { formerEndpoints, listenersFor, type MovingRole } from '../release/up/reach.ts';
import { buildOf } from '../release/up/steps/servers.ts';
import type { UpPlace } from '../release/up/up-place.ts';
import { weightsFor } from '../release/up/weights.ts';
import { environmentStatus } from './environment-status.ts';
import { upPlace } from './environments.ts';
import type { Session } from './session.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

/** What runs in the environments of this state folder, as it is published. */
export async function ourEnvironments(session: Session): Promise<OurEnvironments> {
  const workshop = await openWorkshop(session, 'undo');
  const place = upPlace(session, workshop);
  const views = await Promise.all(place.environments.list().map((record) => viewOf(record, workshop, place)));
  const now = Math.floor(session.effects.now().getTime() / 1000);
  return { owner: place.environments.sealOf('owner'), views, now };
}

async function viewOf(record: EnvironmentRecord, { place }: Workshop, up: UpPlace): Promise<EnvironmentView> {
  const { environment, zone } = record;
  const { resolver, names } = await environmentStatus(up, record);
  const machines = machinesOf(environment, await up.machines.list()).filter(({ isRunning }) => isRunning);
  const tags = [record.release, record.canary?.release].flatMap((tag) => tag ?? []);
  const locks = await Promise.all(tags.map(async (tag) => lockIn(await place.ledger.show(tag))));
  const members = (locks[0]?.members ?? []).map((member): MovingRole => {
    return { member, before: locks.flatMap((lock) => lock.members.filter(({ role }) => role === member.role)) };
  });
  const hosts = new Map(Object.entries(names));
  const nameServers = await up.zones.nameServers?.(environment, zoneOf(environment, zone));
  return {
    record,
    named: {
      ...{ zone: zoneOf(environment, zone), hosts },
      ...(resolver === undefined ? {} : { resolver }),
      ...(nameServers === undefined ? {} : { nameServers }),
    },
    balancers: members.flatMap((moving) => {
      const { role } = moving.member;
      const servers = serversOf(
        machines.filter((machine) => machine.role === role),
        moving,
        record,
      );
      const listeners = listenersFor(moving, 'both');
      return listeners.length === 0 ? [] : [{ role, listeners, servers }];
    }),
  };
}

/** While a canary runs, the machines of its images have its share; those of the release that serves have the rest. */
function serversOf(machines: readonly EnvironmentMachine[], moving: MovingRole, { canary }: EnvironmentRecord) {
  const { tag } = moving.member;
  const isNew = (machine: EnvironmentMachine) => canary?.machines?.includes(machine.id) ?? machine.tag !== tag;
  const fresh = machines.filter(isNew).length;
  const weights = weightsFor(canary?.weight ?? 0, { fresh, old: machines.length - fresh });
  return machines.map((machine) => {
    const weight = isNew(machine) ? weights.fresh : weights.old;
    // The file stands alone: all machines are asked for the path of the release that serves.
    const endpoints = formerEndpoints(moving, machine.tag).map(({ endpoint, target }) => {
      return { endpoint, target, ...healthOf(moving, endpoint) };
    });
    return { id: machine.id, address: machine.address, build: buildOf(machine.tag), weight, endpoints };
  });
}

function healthOf({ before }: MovingRole, endpoint: string): Pick<Endpoint, 'health'> {
  const health = before.flatMap(({ balancers }) => balancers).find((one) => one.endpoint === endpoint)?.health;
  return health === undefined ? {} : { health };
}
