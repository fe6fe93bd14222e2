import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { writeDurably } from '../../../host/durable-file.ts';
import { withExclusiveLock } from '../../../host/exclusive-lock.ts';
import type { ProcessIdentity } from '../../../host/process-identity.ts';
import type { MachineState } from '../../machines.ts';
import type { LaunchCall } from './launch-call.ts';
import type { MachineTags } from './tags.ts';

/** What this state folder knows of a machine. It is on disk before AWS hears of it; it holds no flag and no private key. */
export interface MachineRecord extends MachineTags {
  readonly region: string;
  readonly state: MachineState;
  /** Who is making it or removing it now. */
  readonly maker: ProcessIdentity;
  /** The call that makes it, word for word, so that another process can make it again to the same effect. */
  readonly call?: LaunchCall;
  /** When it was last made. ISO 8601. */
  readonly calledAt?: string;
  /** AWS's own name of the machine, once it has told. */
  readonly instance?: string;
}

/** Locks beside the records: fewer than machines, as a lock's file stays. */
const LOCKS = 256;
/** As long as a call of RunInstances waits where hundreds want one. */
const PATIENCE_MS = 1_800_000;

/** The records of a state folder. */
export class Records {
  readonly #folder: string;

  constructor(state: string) {
    this.#folder = `${state}/ec2`;
  }

  /** Does something while no other process of this state folder makes, changes or removes the machine. */
  locked<T>(id: string, act: () => Promise<T>): Promise<T> {
    const lock = (createHash('sha256').update(id).digest()[0] ?? 0) % LOCKS;
    return withExclusiveLock(`${this.#folder}/locks/${lock}`, act, { patienceMs: PATIENCE_MS });
  }

  async read(id: string): Promise<MachineRecord | undefined> {
    try {
      return JSON.parse(await readFile(this.#file(id), 'utf8')) as MachineRecord;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Durable when it returns. Under the machine's lock. */
  async write(record: MachineRecord): Promise<MachineRecord> {
    await writeDurably(`${this.#folder}/machines`, `${record.id}.json`, JSON.stringify(record, null, 2));
    return record;
  }

  async list(): Promise<MachineRecord[]> {
    const names = await readdir(`${this.#folder}/machines`).catch(() => [] as string[]);
    const ids = names.flatMap((name) => /^(.*)\.json$/.exec(name)?.[1] ?? []).sort();
    return (await Promise.all(ids.map((id) => this.read(id)))).filter((record) => record !== undefined);
  }

  /** Under the machine's lock. */
  async remove(id: string): Promise<void> {
    await rm(this.#file(id), { force: true });
  }

  #file(id: string): string {
    return `${this.#folder}/machines/${id}.json`;
  }
}
