import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { looksLike } from '../../../../src/host/looks-like.ts';
import { ownIdentity, type ProcessIdentity } from '../../../../src/host/process-identity.ts';
import { type Area, hostName } from '../../../../src/machines/local/area.ts';
import { makeCgroups } from '../../../../src/machines/local/cgroups.ts';
import { removeMachine, stop } from '../../../../src/machines/local/end.ts';
import { withHostLock } from '../../../../src/machines/local/host-lock.ts';
import { attach } from '../../../../src/machines/local/link.ts';
import { ensureTmpfs, unmount } from '../../../../src/machines/local/mounts.ts';
import { networkUp } from '../../../../src/machines/local/network.ts';
import { startNspawn } from '../../../../src/machines/local/nspawn.ts';
import { diskFolders, mountOverlay } from '../../../../src/machines/local/overlay.ts';
import { recordFolder, writeRecord } from '../../../../src/machines/local/records.ts';
import { hostResolver } from '../../../../src/machines/local/seed.ts';
import { addMetadataRoute } from './metadata-route.ts';

/** A machine that gets nothing but its disk and its network: the rest it asks the metadata service for. */
export interface BareMachine {
  readonly id: string;
  /** Folders of its image, lowest first. */
  readonly layers: readonly string[];
  readonly address: string;
  /** Without it, it reaches the other machines and the metadata service. */
  readonly outbound: boolean;
  /** What it finds besides its image, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Called once the network is there, before the machine begins to boot. */
  readonly prepare: () => Promise<void>;
}

/** Starts a machine from the local provider's parts, and leaves a record that its `stop`, `terminate` and `sweep` know. */
export function boot(area: Area, machine: BareMachine): Promise<ProcessIdentity> {
  return withHostLock(async () => {
    try {
      await mkdir(area.runtime, { recursive: true, mode: 0o700 });
      await ensureTmpfs(area.effects.run, area.runtime);
      await networkUp(area);
      await machine.prepare();
      return await build(area, machine);
    } catch (error) {
      await removeMachine(area, machine.id);
      throw error;
    }
  });
}

/** Shuts a machine down and starts it again on its disk. */
export async function reboot(area: Area, machine: BareMachine): Promise<ProcessIdentity> {
  await stop(area, machine.id);
  await unmount(area.effects.run, diskFolders(`${area.disks}/${machine.id}`).root);
  return await boot(area, machine);
}

async function build(area: Area, { id, layers, address, outbound, files }: BareMachine): Promise<ProcessIdentity> {
  const [maker, disk, name] = [ownIdentity(), `${area.disks}/${id}`, hostName(area, id)];
  const record = {
    ...{ id, purpose: 'bake' as const, labels: {}, layers, address, maker, baker: maker, disk },
    ...{ network: area.subnet, hostPublicKey: '', launchedAt: area.effects.now().toISOString(), wishes: '' },
  };
  await writeRecord(area, { ...record, state: 'launching' });
  const lease = `${recordFolder(area, id)}/seed`;
  await writeLease(lease, layers, { ...files, 'etc/resolv.conf': await hostResolver() });
  await mkdir(disk, { recursive: true, mode: 0o700 });
  await mountOverlay(area.effects.run, disk, [...layers, lease], name);
  await attach(area, id, address, outbound);
  await addMetadataRoute(area, id);
  const process = startNspawn({
    ...{ root: diskFolders(disk).root, name, log: `${disk}/console.log` },
    cgroupFiles: await makeCgroups(area, id),
    ...{ credentialOptions: [], binds: [], masked: ['user@0.service'], wanted: [] },
  });
  await writeRecord(area, { ...record, state: 'running', process });
  return process;
}

/** What the place tells a machine, such as who answers for names. A layer of its own, so that no image holds it. */
async function writeLease(
  folder: string,
  layers: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const folders = new Set<string>();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(`${folder}/${path}`), { recursive: true });
    await writeFile(`${folder}/${path}`, text);
    for (let above = dirname(path); above !== '.'; above = dirname(above)) folders.add(above);
  }
  for (const path of [...folders].sort().reverse().concat('')) await looksLike(`${folder}/${path}`, path, layers);
}
