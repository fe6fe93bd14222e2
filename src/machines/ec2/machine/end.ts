import { Refusal } from '../../../problem/problem.ts';
import { unknownMachine } from '../../unknown-machine.ts';
import type { Area } from '../area.ts';
import type { Ec2Machine } from '../ec2-machine.ts';
import { removeUnusedGroups } from '../site/unused-groups.ts';
import { type Found, findMachines, withId } from './find.ts';
import { machineOf } from './machine-of.ts';
import type { MachineRecord } from './records.ts';

/** Shuts a machine down through AWS; its disk stays, to make an image of. */
export async function stop(area: Area, id: string): Promise<Ec2Machine> {
  const record = await area.records.read(id);
  const [found] = await findMachines(area, id, record);
  if (!found || record?.state === 'terminating' || found.instance.State?.Name === 'shutting-down')
    throw unknownMachine(id);
  const { site } = found;
  const instance = found.instance.InstanceId ?? '';
  if (found.instance.State?.Name !== 'stopped') await site.batches.stops.add(instance);
  const isOver = await site.instances.until((all) => {
    const name = all.find((one) => one.InstanceId === instance)?.State?.Name;
    return name === 'stopped' || name === undefined ? { name } : undefined;
  }, area.timing.stopMs);
  if (!isOver) throw stopFailure(area, id);
  if (isOver.name === undefined) throw unknownMachine(id);
  return area.records.locked(id, async () => {
    const now = await area.records.read(id);
    if (now?.state === 'terminating' || (record && !now)) throw unknownMachine(id);
    const settled = now && now.state !== 'stopped' ? await area.records.write({ ...now, state: 'stopped' }) : now;
    const [last = found] = await findMachines(area, id, now);
    const machine = machineOf(area.settings, site.region.name, last.instance, settled);
    if (!machine) throw unknownMachine(id);
    return machine;
  });
}

/**
 * Removes whatever there is of a machine and waits until it is gone; AWS shuts it down first. `fence` throws where that is
 * not this process's business any more.
 */
export async function terminate(area: Area, id: string, fence: () => void = () => undefined): Promise<void> {
  await terminateIf(area, id, () => {
    fence();
    return true;
  });
}

/** The same if that is right, which is asked while nobody else can change the machine's record; says whether it was. */
export async function terminateIf(
  area: Area,
  id: string,
  isRight: (record: MachineRecord | undefined) => boolean,
): Promise<boolean> {
  const begun = await area.records.locked(id, async () => {
    const known = await area.records.read(id);
    if (!isRight(known)) return undefined;
    if (known) await area.records.write({ ...known, state: 'terminating', maker: area.self });
    return { known };
  });
  if (begun === undefined) return false;
  const { known: before } = begun;
  const found = await findAll(area, id, before);
  await Promise.all(found.map((machine) => endInstance(area, machine)));
  await area.records.locked(id, async () => {
    const now = await area.records.read(id);
    if (now?.state === 'terminating') await area.records.remove(id);
  });
  const sites = new Set([...found.map(({ site }) => site), ...(before ? [area.siteIn(before.region)] : [])]);
  for (const site of sites) await removeUnusedGroups(area, site);
  return true;
}

/** A call that was made may have had its effect though nobody heard of it: it is looked for as long as it may take to show. */
async function findAll(area: Area, id: string, record: MachineRecord | undefined): Promise<Found[]> {
  const found = await findMachines(area, id, record);
  if (found.length > 0 || !record?.call) return found;
  const site = area.siteIn(record.region);
  if (record.instance !== undefined) return [{ site, instance: { InstanceId: record.instance } }];
  const age = area.effects.host.now().getTime() - Date.parse(record.calledAt ?? '');
  const seen = await site.instances.until((all) => nonEmpty(withId(all, id)), area.timing.settleMs - age);
  return (seen ?? []).map((instance) => ({ site, instance }));
}

const nonEmpty = <T>(all: readonly T[]): readonly T[] | undefined => (all.length > 0 ? all : undefined);

async function endInstance(area: Area, { site, instance }: Found): Promise<void> {
  const id = instance.InstanceId ?? '';
  await site.batches.ends.add(id);
  const isGone = await site.instances.until(
    (all) => (all.some(({ InstanceId }) => InstanceId === id) ? undefined : true),
    area.timing.stopMs,
  );
  if (!isGone) throw stopFailure(area, id);
}

function stopFailure({ timing }: Area, id: string): Refusal {
  const message = `machine ${id} did not end within ${timing.stopMs / 1_000} s`;
  return new Refusal({ code: 'stop-failed', message, hint: `rolebake terminate ${id}` });
}
