import { zoneOf } from '../naming/names.ts';
import type { EnvironmentView, OurEnvironments } from '../release/front/environment-files.ts';
import { type LockedMember, lockIn } from '../release/lock.ts';
import type { EnvironmentRecord } from '../release/up/environment-store.ts';
import { machinesOf } from '../release/up/labels.ts';
import type { EnvironmentMachine } from '../release/up/plan.ts';
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
  const { members } = lockIn(await place.ledger.show(record.release));
  const hosts = new Map(Object.entries(names));
  const nameServers = await up.zones.nameServers?.(environment, zoneOf(environment, zone));
  return {
    record,
    named: {
      ...{ zone: zoneOf(environment, zone), hosts },
      ...(resolver === undefined ? {} : { resolver }),
      ...(nameServers === undefined ? {} : { nameServers }),
    },
    balancers: members.flatMap((member) => {
      const own = machines.filter(({ role }) => role === member.role);
      const servers = serversOf(own, member, record);
      return member.balancers.length === 0 ? [] : [{ role: member.role, listeners: member.balancers, servers }];
    }),
  };
}

/** While a canary runs, the machines of its images have its share; those of the release that serves have the rest. */
function serversOf(machines: readonly EnvironmentMachine[], { tag }: LockedMember, { canary }: EnvironmentRecord) {
  const old = machines.filter((machine) => machine.tag === tag).length;
  const weights = weightsFor(canary?.weight ?? 0, { fresh: machines.length - old, old });
  return machines.map((machine) => {
    const weight = machine.tag === tag ? weights.old : weights.fresh;
    return { id: machine.id, address: machine.address, build: buildOf(machine.tag), weight };
  });
}
