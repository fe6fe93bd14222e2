import { existsSync } from 'node:fs';
import type { ProcessIdentity } from '../../host/process-identity.ts';
import { type Area, idOfHostName, requireRoot } from './area.ts';
import { cgroupIds, removeCgroups } from './cgroups.ts';
import { closeEmptyArea, removeDisk, terminateIf } from './end.ts';
import { withHostLock } from './host-lock.ts';
import { detach, linkName } from './link.ts';
import { listMounts, unmount } from './mounts.ts';
import { PROPAGATE } from './nspawn.ts';
import { refuseOtherNetworks } from './other-networks.ts';
import { listRecords, type MachineRecord, namesIn } from './records.ts';

/** Removes half-made and half-removed machines of dead processes, those whose disk is gone, and what has no record. Returns the ids. */
export async function sweep(area: Area, isAlive: (maker: ProcessIdentity) => boolean): Promise<string[]> {
  requireRoot();
  await refuseOtherNetworks(area);
  const isLeft = (record: MachineRecord | undefined): boolean =>
    record !== undefined && (isHalf(record) || !existsSync(record.disk)) && !isAlive(record.maker);
  const swept: string[] = [];
  // Whoever goes on with one of them has made it its own by the time that we may end it.
  for (const { id } of (await listRecords(area)).filter(isLeft))
    if (await terminateIf(area, id, isLeft)) swept.push(id);
  const orphans = await withHostLock(() => sweepOrphans(area));
  return [...new Set([...swept, ...orphans])].sort();
}

function isHalf(record: MachineRecord): boolean {
  return record.state === 'launching' || record.state === 'terminating';
}

/** The lock is held, so no machine is between its record and its parts. */
async function sweepOrphans(area: Area): Promise<string[]> {
  const records = await listRecords(area);
  const known = new Set(records.map(({ id }) => id));
  const isOrphan = (id: string | undefined): id is string => id !== undefined && !known.has(id);
  const groups = (await cgroupIds(area)).filter(isOrphan);
  for (const id of groups) await removeCgroups(area, id);
  const spaces = (await namesIn('/run/netns')).map((name) => idOfHostName(area, name)).filter(isOrphan);
  for (const id of spaces) await detach(area, id);
  await removeOrphanLinks(area, records);
  const mounts = (await listMounts()).filter(
    ({ source, type }) => type === 'overlay' && isOrphan(idOfHostName(area, source)),
  );
  for (const { target } of mounts) await unmount(area.effects.run, target);
  for (const name of await namesIn(PROPAGATE)) {
    if (isOrphan(idOfHostName(area, name))) await removeDisk(area, `${PROPAGATE}/${name}`);
  }
  const disks = (await namesIn(area.disks)).filter(isOrphan);
  for (const id of disks) await removeDisk(area, `${area.disks}/${id}`);
  await closeEmptyArea(area);
  return [...groups, ...spaces, ...mounts.map(({ source }) => idOfHostName(area, source) ?? ''), ...disks];
}

async function removeOrphanLinks(area: Area, records: readonly MachineRecord[]): Promise<void> {
  const used = new Set(records.map(({ address }) => linkName(area, address)));
  const links = (await namesIn('/sys/class/net')).filter((name) => idOfHostName(area, name) !== undefined);
  for (const link of links.filter((name) => !used.has(name))) {
    await area.effects.run({ argv: ['ip', 'link', 'delete', link] });
  }
}
