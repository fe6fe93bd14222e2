import { readdir, readFile, rm } from 'node:fs/promises';
import { writeDurably } from '../../host/durable-file.ts';
import { isProcessAlive, type ProcessIdentity } from '../../host/process-identity.ts';
import type { MachinePurpose, MachineState } from '../machines.ts';
import type { Area } from './area.ts';
import type { LocalMachine } from './local-machine.ts';

/** What is on tmpfs of a machine, before each act on it. Written under the host lock only. */
export interface MachineRecord {
  readonly id: string;
  readonly purpose: MachinePurpose;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: MachineState;
  readonly address: string;
  /** The area's network, as the settings said it. */
  readonly network: string;
  readonly hostPublicKey: string;
  readonly launchedAt: string;
  readonly baker: ProcessIdentity;
  /** Who is making it or removing it now. */
  readonly maker: ProcessIdentity;
  /** Digest of the wishes; other wishes under the same id mean another machine. */
  readonly wishes: string;
  /** Absolute: the record says where the disk is, whatever state folder its reader has. */
  readonly disk: string;
  readonly layers: readonly string[];
  /** systemd-nspawn's, once it was started. */
  readonly process?: ProcessIdentity;
}

/** The machine's own folder on tmpfs: its record, its seed, its credentials. */
export function recordFolder(area: Pick<Area, 'records'>, id: string): string {
  return `${area.records}/${id}`;
}

export async function writeRecord(area: Area, record: MachineRecord): Promise<MachineRecord> {
  await writeDurably(recordFolder(area, record.id), 'record.json', JSON.stringify(record, null, 2));
  return record;
}

export async function readRecord(area: Pick<Area, 'records'>, id: string): Promise<MachineRecord | undefined> {
  try {
    return JSON.parse(await readFile(`${recordFolder(area, id)}/record.json`, 'utf8')) as MachineRecord;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

export async function listRecords(area: Area): Promise<MachineRecord[]> {
  const ids = await namesIn(area.records);
  const records = await Promise.all(ids.sort().map((id) => readRecord(area, id)));
  return records.filter((record) => record !== undefined);
}

export async function removeRecord(area: Area, id: string): Promise<void> {
  await rm(recordFolder(area, id), { recursive: true, force: true });
}

/** A machine that has ended by itself is a stopped one. */
export function machineOf(record: MachineRecord): LocalMachine {
  const { id, purpose, labels, address, hostPublicKey, launchedAt, baker, layers } = record;
  const alive = record.process !== undefined && isProcessAlive(record.process);
  const state = record.state === 'running' && !alive ? 'stopped' : record.state;
  const facts = { id, purpose, labels, address, hostPublicKey, state, launchedAt, baker, layers };
  return record.process && alive ? { ...facts, pid: record.process.pid } : facts;
}

/** The names in a folder; none if there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
