import type { Duplex } from 'node:stream';
import type { Machines } from '../machines.ts';
import { unknownMachine } from '../unknown-machine.ts';
import { after } from './after.ts';
import { type Area, areaOf, type Ec2Effects, realEc2Effects } from './area.ts';
import { checkPlace } from './check-place.ts';
import type { Ec2Machine, Ec2Spec } from './ec2-machine.ts';
import { type Ec2Images, ec2Images } from './images/ec2-images.ts';
import { findLeftovers } from './leftovers/find-leftovers.ts';
import type { Leftover } from './leftovers/leftover.ts';
import { removeLeftovers } from './leftovers/remove-leftovers.ts';
import { stop, terminate } from './machine/end.ts';
import { findMachines } from './machine/find.ts';
import { launch } from './machine/launch.ts';
import { machineOf } from './machine/machine-of.ts';
import { machineTags } from './machine/tags.ts';
import { once } from './once.ts';
import { checkRights, type Right } from './rights/check-rights.ts';
import type { Ec2Settings } from './settings.ts';
import type { Site } from './site/site.ts';

/** Machines on EC2, and what is made of them there; `await using` it. */
export interface Ec2Machines extends Machines<Ec2Spec, Ec2Machine>, AsyncDisposable {
  readonly images: Ec2Images;
  /** The settings at work, for what is in front of machines. */
  readonly area: Area;
  /** Which of the calls the credentials may make, found out without any effect. */
  rights(): Promise<Right[]>;
  /** Refuses where something on the way to machines is wrong, as a bastion that is not there. */
  reachable(): Promise<void>;
  /** What `sweep` would remove. */
  leftovers(isAlive: Parameters<Machines['sweep']>[0]): Promise<Leftover[]>;
}

/** The EC2 provider. What it knows is at AWS and in the state folder, so any number of processes may have one. */
export function ec2Machines(settings: Ec2Settings, effects: Ec2Effects = realEc2Effects): Ec2Machines {
  const area = areaOf(settings, effects);
  const place = once(() => checkPlace(area));
  return {
    ...after(place, actsOf(area)),
    ...(area.reach.dial ? after(place, { dial: (id: string) => dial(area, id) }) : {}),
    images: after(place, ec2Images(area)),
    area,
    [Symbol.asyncDispose]: async () => {
      await area.reach[Symbol.asyncDispose]();
      for (const { region } of area.sites) await region.close();
    },
  };
}

const actsOf = (area: Area): Omit<Ec2Machines, 'images' | 'area' | 'dial' | typeof Symbol.asyncDispose> => ({
  rights: () => checkRights(area),
  reachable: () => area.reach.ready(),
  launch: (spec, observe) => launch(area, spec, observe),
  list: () => list(area),
  get: (id) => get(area, id),
  stop: (id) => stop(area, id),
  terminate: (id) => terminate(area, id),
  sweep: async (isAlive) => {
    const removed = await removeLeftovers(area, await findLeftovers(area, isAlive));
    return [...new Set(removed.map(({ id }) => id))].sort();
  },
  leftovers: async (isAlive) =>
    (await findLeftovers(area, isAlive)).map(({ site: _, of: __, record: ___, ...leftover }) => leftover),
});

async function dial(area: Area, id: string): Promise<Duplex> {
  const machine = await get(area, id);
  if (!machine || !area.reach.dial) throw unknownMachine(id);
  return area.reach.dial(machine);
}

async function list(area: Area): Promise<Ec2Machine[]> {
  const all = await Promise.all(area.sites.map((site) => listAt(area, site)));
  return all.flat().sort((one, other) => (one.id < other.id ? -1 : 1));
}

async function listAt(area: Area, site: Site): Promise<Ec2Machine[]> {
  const instances = await site.instances.look();
  const region = site.region.name;
  const records = (await area.records.list()).filter((record) => record.region === region);
  const byId = new Map(records.map((record) => [record.id, record]));
  const ids = instances.map((instance) => machineTags(instance)?.id);
  const there = instances.map((instance, index) =>
    machineOf(area.settings, region, instance, byId.get(ids[index] ?? '')),
  );
  const missing = records.filter(({ id }) => !ids.includes(id));
  const gone = missing.map((record) => machineOf(area.settings, region, undefined, record));
  return [...there, ...gone].filter((machine) => machine !== undefined);
}

async function get(area: Area, id: string): Promise<Ec2Machine | undefined> {
  const record = await area.records.read(id);
  const [found] = await findMachines(area, id, record);
  const region = found?.site.region.name ?? record?.region ?? '';
  return machineOf(area.settings, region, found?.instance, record);
}
