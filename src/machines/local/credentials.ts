import { mkdir, rm, writeFile } from 'node:fs/promises';
import type { FlagValue } from '../../catalog/environments/flag-value.ts';

/**
 * Writes each credential to a file of its own, for root alone, in a folder that must be on tmpfs.
 * Returns nspawn's options, which name files and never values. Throws at a reference: nothing in such a machine reads it.
 */
export async function writeCredentials(
  folder: string,
  credentials: Readonly<Record<string, FlagValue>>,
): Promise<string[]> {
  await removeCredentials(folder);
  await mkdir(folder, { mode: 0o700 });
  const names = Object.keys(credentials).sort();
  for (const name of names) {
    const value = credentials[name] ?? '';
    if (typeof value !== 'string') throw new Error(`flag ${name} is a reference, which no machine of this host reads`);
    await writeFile(`${folder}/${name}`, value, { mode: 0o600, flag: 'wx' });
  }
  return names.map((name) => `--load-credential=${name}:${folder}/${name}`);
}

/** systemd in the machine keeps its own copy in memory once it has booted. */
export async function removeCredentials(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
