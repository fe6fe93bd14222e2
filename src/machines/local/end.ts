import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { ownIdentity } from '../../host/process-identity.ts';
import { runChecked } from '../../host/processes.ts';
import { Refusal } from '../../problem/problem.ts';
import { unknownMachine } from '../unknown-machine.ts';
import { type Area, hostName, requireRoot } from './area.ts';
import { removeAreaCgroups, removeCgroups } from './cgroups.ts';
import { withHostLock } from './host-lock.ts';
import { detach } from './link.ts';
import type { LocalMachine } from './local-machine.ts';
import { unmount } from './mounts.ts';
import { networkDown } from './network.ts';
import { PROPAGATE, shutDown } from './nspawn.ts';
import { diskFolders, mountOverlay } from './overlay.ts';
import {
  listRecords,
  type MachineRecord,
  machineOf,
  namesIn,
  readRecord,
  recordFolder,
  removeRecord,
  writeRecord,
} from './records.ts';

/** Shuts a machine down; its disk stays, merged without the seed, for sealing and for the snapshot. */
export async function stop(area: Area, id: string): Promise<LocalMachine> {
  requireRoot();
  const record = await readRecord(area, id);
  if (!record || record.state === 'terminating') throw unknownMachine(id);
  if (record.process && !(await shutDown(record.process, area.stopGraceMs))) throw stopFailure(area, record);
  return withHostLock(async () => {
    const now = await readRecord(area, id);
    if (!now || now.state === 'terminating') throw unknownMachine(id);
    return machineOf(now.state === 'stopped' ? now : await settle(area, now));
  });
}

/**
 * Removes a machine. A launched one that runs is shut down first, so that its last log lines go out; a bake's
 * disk is thrown away, so its machine is killed. `fence` throws where that is not this process's business any more.
 */
export async function terminate(area: Area, id: string, fence: () => void = () => undefined): Promise<void> {
  await terminateIf(area, id, () => {
    fence();
    return true;
  });
}

/** The same if that is right, which is asked while nobody else can change the machine; says whether it was. */
export async function terminateIf(
  area: Area,
  id: string,
  isRight: (record: MachineRecord | undefined) => boolean,
): Promise<boolean> {
  requireRoot();
  const begun = await withHostLock(async () => {
    const known = await readRecord(area, id);
    if (!isRight(known)) return undefined;
    if (known) await writeRecord(area, { ...known, state: 'terminating', maker: ownIdentity() });
    return { known };
  });
  if (begun === undefined) return false;
  const { known: before } = begun;
  if (before?.process && isWorthShutDown(before)) await shutDown(before.process, area.stopGraceMs);
  await withHostLock(async () => {
    const now = await readRecord(area, id);
    const isAnother = now !== undefined && now.state !== 'terminating';
    if (!isAnother) await removeMachine(area, id);
  });
  return true;
}

/**
 * One that still boots has said nothing, and may not hear us yet. One whose tree somebody has deleted lacks the program
 * that ends it.
 */
function isWorthShutDown({ purpose, state, disk }: MachineRecord): boolean {
  if (purpose === 'bake' || state === 'launching') return false;
  return existsSync(`${diskFolders(disk).root}/usr/lib/systemd/systemd-shutdown`);
}

/**
 * Removes all that can exist of a machine, and of the area after its last one; what is not there is fine.
 * The record goes last. Under the host lock.
 */
export async function removeMachine(area: Area, id: string): Promise<void> {
  const record = await readRecord(area, id);
  const disk = record?.disk ?? `${area.disks}/${id}`;
  await removeCgroups(area, id);
  await allOf(
    detach(area, id, record?.address),
    unmount(area.effects.run, diskFolders(disk).root).then(() => removeDisk(area, disk)),
    removeDisk(area, `${PROPAGATE}/${hostName(area, id)}`),
  );
  await removeRecord(area, id);
  await closeEmptyArea(area);
}

/** Takes down what all machines shared if none is left. Under the host lock. */
export async function closeEmptyArea(area: Area): Promise<void> {
  if ((await listRecords(area)).length > 0) return;
  await networkDown(area);
  await removeAreaCgroups(area);
  await unmount(area.effects.run, area.runtime);
  for (const name of await namesIn(area.runtime)) await removeDisk(area, `${area.runtime}/${name}`);
  await rmdir(area.runtime).catch(() => undefined);
}

/** A file system that is still mounted below is left alone. */
export async function removeDisk(area: Area, ...paths: readonly string[]): Promise<void> {
  await runChecked(area.effects.run, { argv: ['rm', '-rf', '--one-file-system', '--', ...paths] });
}

function stopFailure(area: Area, { id, purpose }: MachineRecord): Refusal {
  const message = `machine ${id} did not shut down within ${area.stopGraceMs / 1000} s`;
  // A bake that fails ends its machine itself.
  const hint = purpose === 'launch' ? { hint: `rolebake terminate ${id}` } : {};
  return new Refusal({ code: 'stop-failed', message, ...hint });
}

async function settle(area: Area, record: MachineRecord): Promise<MachineRecord> {
  const { process: _, ...ended } = record;
  const { run } = area.effects;
  const { id, disk, layers } = record;
  await removeCgroups(area, id);
  const secrets = ['seed', 'credentials'].map((secret) => `${recordFolder(area, id)}/${secret}`);
  await allOf(
    detach(area, id, record.address),
    unmount(run, diskFolders(disk).root).then(() => mountOverlay(run, disk, layers, hostName(area, id))),
    removeDisk(area, ...secrets),
  );
  return writeRecord(area, { ...ended, state: 'stopped' });
}

/** What needs nothing of each other, side by side; under a lock, so none still works when it ends. */
async function allOf(...acts: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(acts);
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}
