import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, type KeyPair } from '../ssh/keys.ts';

/** The keys of one machine: its host key, which connections pin, and the user key that may log in. */
export interface MachineKeys {
  readonly host: KeyPair;
  readonly user: KeyPair;
}

const TMPFS_MAGIC = 0x01021994;

/** On a tmpfs, so that no private key ever reaches a disk: /run is one on most hosts, /dev/shm on the others. */
export const keysFolder = (): string =>
  `${['/run', '/dev/shm'].find((folder) => existsSync(folder) && statfsSync(folder).type === TMPFS_MAGIC) ?? '/run'}/rolebake-keys`;

/** The keys of a machine, made when first asked for; another process that goes on with it finds the same. */
export function machineKeys(id: string, folder = keysFolder()): MachineKeys {
  const path = join(folder, `${id}.json`);
  if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as MachineKeys;
  const keys = { host: generateKeyPair('rolebake-host'), user: generateKeyPair('rolebake-user') };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify(keys), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return keys;
}

/** Forgets the keys of a machine; that there are none is fine. */
export function forgetKeys(id: string, folder = keysFolder()): void {
  rmSync(join(folder, `${id}.json`), { force: true });
  try {
    rmdirSync(folder);
  } catch {
    // Other machines have keys there, or it is gone already.
  }
}
