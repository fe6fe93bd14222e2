import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { isProcessAlive, ownIdentity, type ProcessIdentity } from '../host/process-identity.ts';
import { generateKeyPair, type KeyPair } from '../ssh/keys.ts';

/** The keys of one machine: its host key, which connections pin, and the user key that may log in. */
export interface MachineKeys {
  readonly host: KeyPair;
  readonly user: KeyPair;
}

const TMPFS_MAGIC = 0x01021994;

/** What the name of a file says: `STATE.MACHINE.PID-START.json`, or `.new` while it is written. */
interface KeyFile {
  readonly path: string;
  readonly id: string;
  /** The process that made the keys, or went on with them last. */
  readonly holder: ProcessIdentity;
}

/**
 * The keys of the machines of one state folder, a file a machine. They are on a tmpfs, so that no private key ever
 * reaches a disk: /run is one on most hosts, /dev/shm on the others.
 *
 * Several processes use them without a lock. A file's name says whose it is, half-written or not; only its holder
 * changes it while the holder lives. One of a dead holder is taken over, or removed, by that very name: of two who
 * try, one finds it gone.
 */
export class KeyStore {
  readonly #folder: string;
  readonly #state: string;

  constructor(state: string) {
    const isTmpfs = (folder: string) => existsSync(folder) && statfsSync(folder).type === TMPFS_MAGIC;
    this.#folder = join(['/run', '/dev/shm'].find(isTmpfs) ?? '/run', 'rolebake-keys');
    this.#state = createHash('sha256').update(state).digest('hex').slice(0, 12);
  }

  /** The keys of a machine, made when first asked for; another process that goes on with it finds the same. */
  of(id: string): MachineKeys {
    for (const file of this.#files().filter((one) => one.id === id && one.path.endsWith('.json'))) {
      const path = isProcessAlive(file.holder) ? file.path : this.#takeOver(file);
      if (path !== undefined) return JSON.parse(readFileSync(path, 'utf8')) as MachineKeys;
    }
    return this.#make(id);
  }

  /** Forgets the keys of a machine; that there are none is fine. */
  forget(id: string): void {
    for (const { path } of this.#files().filter((file) => file.id === id)) rmSync(path, { force: true });
  }

  /** Forgets keys of dead processes whose machines are not there, half-written ones too. */
  async forgetOrphans(machines: () => Promise<ReadonlySet<string>>): Promise<void> {
    const dead = this.#files().filter(({ holder }) => !isProcessAlive(holder));
    if (dead.length === 0) return;
    // Asked only now: whatever a dead process has launched is among them.
    const there = await machines();
    for (const { path } of dead.filter(({ id }) => !there.has(id))) rmSync(path, { force: true });
  }

  /** The paths of all files of this state folder. */
  paths(): string[] {
    return this.#files().map(({ path }) => path);
  }

  #make(id: string): MachineKeys {
    const keys = { host: generateKeyPair('rolebake-host'), user: generateKeyPair('rolebake-user') };
    const path = this.#pathOf(id);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, JSON.stringify(keys), { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return keys;
  }

  /** Makes a dead process's file this one's; undefined if it has gone meanwhile. */
  #takeOver({ path, id }: KeyFile): string | undefined {
    try {
      renameSync(path, this.#pathOf(id));
      return this.#pathOf(id);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return undefined;
    }
  }

  #pathOf(id: string): string {
    const { pid, startTime } = ownIdentity();
    return join(this.#folder, `${this.#state}.${id}.${pid}-${startTime}.json`);
  }

  #files(): KeyFile[] {
    const names = existsSync(this.#folder) ? readdirSync(this.#folder) : [];
    return names.flatMap((name): KeyFile[] => {
      const [state, id = '', holder = ''] = name.split('.');
      const [pid, startTime] = holder.split('-').map(Number);
      if (state !== this.#state || pid === undefined || startTime === undefined) return [];
      return [{ path: join(this.#folder, name), id, holder: { pid, startTime } }];
    });
  }
}
