import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
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
  /** The process that made them. */
  readonly maker: ProcessIdentity;
}

const TMPFS_MAGIC = 0x01021994;

/**
 * The keys of the machines of one state folder, a file a machine. They are on a tmpfs, so that no private key ever
 * reaches a disk: /run is one on most hosts, /dev/shm on the others.
 */
export class KeyStore {
  readonly folder: string;

  constructor(state: string) {
    const isTmpfs = (folder: string) => existsSync(folder) && statfsSync(folder).type === TMPFS_MAGIC;
    const root = ['/run', '/dev/shm'].find(isTmpfs) ?? '/run';
    this.folder = join(root, 'rolebake-keys', createHash('sha256').update(state).digest('hex').slice(0, 12));
  }

  /** The keys of a machine, made when first asked for; another process that goes on with it finds the same. */
  of(id: string): MachineKeys {
    const path = this.#file(id);
    if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as MachineKeys;
    const [host, user] = [generateKeyPair('rolebake-host'), generateKeyPair('rolebake-user')];
    const keys = { host, user, maker: ownIdentity() };
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, JSON.stringify(keys), { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return keys;
  }

  /** Forgets the keys of a machine; that there are none is fine. */
  forget(id: string): void {
    rmSync(this.#file(id), { force: true });
    this.#removeFolder();
  }

  /** Forgets keys that dead processes made for machines that are not there; half-written files too. */
  forgetOrphans(machines: ReadonlySet<string>): void {
    const names = existsSync(this.folder) ? readdirSync(this.folder) : [];
    for (const name of names) {
      const id = name.replace(/\.json(\.new)?$/, '');
      if (!machines.has(id) && !this.#isWanted(name)) rmSync(join(this.folder, name), { force: true });
    }
    this.#removeFolder();
  }

  #isWanted(name: string): boolean {
    try {
      return isProcessAlive((JSON.parse(readFileSync(join(this.folder, name), 'utf8')) as MachineKeys).maker);
    } catch {
      return false;
    }
  }

  #file = (id: string): string => join(this.folder, `${id}.json`);

  #removeFolder(): void {
    try {
      rmdirSync(this.folder);
    } catch {
      // Other machines have keys there, or it is gone already.
    }
  }
}
