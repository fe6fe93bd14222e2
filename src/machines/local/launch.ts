import { mkdir, rm } from 'node:fs/promises';
import { isProcessAlive, ownIdentity } from '../../host/process-identity.ts';
import { Refusal } from '../../problem/problem.ts';
import { LIFE_UNIT } from '../life.ts';
import type { MachineEvent } from '../machines.ts';
import { checkWishes, digestOfWishes } from '../wishes.ts';
import { type Area, hostName, requireRoot } from './area.ts';
import { awaitBoot } from './boot.ts';
import { makeCgroups } from './cgroups.ts';
import { removeCredentials, writeCredentials } from './credentials.ts';
import { removeMachine, terminate } from './end.ts';
import { withHostLock } from './host-lock.ts';
import { writeLife } from './life-binds.ts';
import { attach, freeAddress } from './link.ts';
import type { LocalMachine, LocalSpec } from './local-machine.ts';
import { ensureTmpfs } from './mounts.ts';
import { networkUp } from './network.ts';
import { startNspawn } from './nspawn.ts';
import { diskFolders, mountOverlay } from './overlay.ts';
import { listRecords, type MachineRecord, machineOf, readRecord, recordFolder, writeRecord } from './records.ts';
import { writeSeed } from './seed.ts';

type Observe = (event: MachineEvent) => void;

/** Makes or adopts a machine and waits for its ssh. */
export async function launch(area: Area, spec: LocalSpec, observe: Observe = () => undefined): Promise<LocalMachine> {
  requireRoot();
  checkSpec(spec);
  const record = await claim(area, spec, observe);
  if (record.state === 'stopped' || !record.process) return machineOf(record);
  observe({ type: 'booting', id: spec.id });
  try {
    const log = consoleLog(record.disk);
    await awaitBoot({ id: spec.id, address: record.address, process: record.process, log }, area.bootTimeoutMs);
  } catch (error) {
    const wasEnded = await isEnding(area, spec.id);
    await terminate(area, spec.id, spec.fence);
    throw wasEnded ? endedMeanwhile(spec.id) : error;
  }
  const running = await markRunning(area, spec);
  observe({ type: 'running', id: spec.id });
  return running;
}

/** The record of the machine that exists or now begins to. Each pass holds the lock for as long as it acts. */
async function claim(area: Area, spec: LocalSpec, observe: Observe): Promise<MachineRecord> {
  for (;;) {
    const claimed = await withHostLock(async () => {
      spec.fence?.();
      const known = await readRecord(area, spec.id);
      if (!known) return begin(area, spec);
      return isAdoptable(known, spec) ? adopt(area, known, spec) : undefined;
    });
    if (claimed) {
      if ('adopted' in claimed) observe({ type: 'adopted', id: spec.id });
      return claimed;
    }
    observe({ type: 'removing-remains', id: spec.id });
    await terminate(area, spec.id, spec.fence);
  }
}

/** Making is one critical section: who sees a record without a process sees the remains of a dead maker. */
function isAdoptable(known: MachineRecord, spec: LocalSpec): boolean {
  if (known.wishes !== digestOfWishes(spec) || known.state === 'terminating') return false;
  return known.state === 'stopped' || (known.process !== undefined && isProcessAlive(known.process));
}

/** From now on this process answers for the machine: whoever removes what dead makers left must not take it. */
async function adopt(area: Area, known: MachineRecord, spec: LocalSpec) {
  const maker = ownIdentity();
  const record = await writeRecord(area, { ...known, maker, baker: spec.baker ?? maker });
  return { ...record, adopted: true };
}

async function begin(area: Area, spec: LocalSpec): Promise<MachineRecord> {
  try {
    await mkdir(area.runtime, { recursive: true, mode: 0o700 });
    await ensureTmpfs(area.effects.run, area.runtime);
    await networkUp(area);
    const taken = (await listRecords(area)).map(({ address }) => address);
    const record = await writeRecord(area, firstRecord(area, spec, freeAddress(area, taken)));
    return await build(area, spec, record);
  } catch (error) {
    await removeMachine(area, spec.id);
    throw error;
  }
}

/**
 * Every login of ours would start it. On a host with cgroup v1, systemd in a container is not always told when its last
 * process has ended, and a shutdown would then wait for it in vain.
 */
const USER_MANAGER = 'user@0.service';

async function build(area: Area, spec: LocalSpec, record: MachineRecord): Promise<MachineRecord> {
  const [folder, name] = [recordFolder(area, spec.id), hostName(area, spec.id)];
  await rm(record.disk, { recursive: true, force: true });
  await mkdir(record.disk, { recursive: true, mode: 0o700 });
  await writeSeed(`${folder}/seed`, spec);
  const lifeBinds = spec.lifeSeconds === undefined ? [] : await writeLife(`${folder}/life`, spec.lifeSeconds);
  const credentialOptions = await writeCredentials(`${folder}/credentials`, spec.credentials);
  await mountOverlay(area.effects.run, record.disk, [...spec.layers, ...(spec.lent ?? []), `${folder}/seed`], name);
  await attach(area, spec.id, record.address, spec.outbound);
  const process = startNspawn({
    root: diskFolders(record.disk).root,
    name,
    cgroupFiles: await makeCgroups(area, spec.id),
    credentialOptions,
    binds: [...(spec.binds ?? []), ...lifeBinds],
    masked: spec.purpose === 'bake' ? [USER_MANAGER] : [],
    wanted: lifeBinds.length > 0 ? [LIFE_UNIT] : [],
    log: consoleLog(record.disk),
  });
  return writeRecord(area, { ...record, process });
}

/** Another process may end the machine while we wait for its ssh. */
async function isEnding(area: Area, id: string): Promise<boolean> {
  const record = await readRecord(area, id);
  return record === undefined || record.state === 'terminating';
}

function endedMeanwhile(id: string): Refusal {
  return new Refusal({ code: 'boot-failed', message: `machine ${id} was terminated while it was being launched` });
}

function markRunning(area: Area, { id, fence }: LocalSpec): Promise<LocalMachine> {
  return withHostLock(async () => {
    fence?.();
    const record = await readRecord(area, id);
    if (!record || record.state === 'terminating') throw endedMeanwhile(id);
    await removeCredentials(`${recordFolder(area, id)}/credentials`);
    return machineOf(await writeRecord(area, { ...record, state: 'running' }));
  });
}

function firstRecord(area: Area, spec: LocalSpec, address: string): MachineRecord {
  const maker = ownIdentity();
  const { id, purpose, labels, layers } = spec;
  return {
    ...{ id, purpose, labels, layers, address, maker },
    state: 'launching',
    network: area.subnet,
    hostPublicKey: spec.hostKey.publicKey,
    launchedAt: area.effects.now().toISOString(),
    baker: spec.baker ?? maker,
    wishes: digestOfWishes(spec),
    disk: `${area.disks}/${id}`,
  };
}

function checkSpec(spec: LocalSpec): void {
  checkWishes(spec);
  if (spec.layers.length === 0) throw new Error('a machine needs at least one layer');
}

const consoleLog = (disk: string): string => `${disk}/console.log`;
