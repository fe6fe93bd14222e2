import { mkdir, rm, writeFile } from 'node:fs/promises';

/**
 * Writes each credential to a file of its own, for root alone, in a folder that must be on tmpfs.
 * Returns nspawn's options, which name files and never values.
 */
export async function writeCredentials(
  folder: string,
  credentials: Readonly<Record<string, string>>,
): Promise<string[]> {
  await removeCredentials(folder);
  await mkdir(folder, { mode: 0o700 });
  const names = Object.keys(credentials).sort();
  for (const name of names) await writeFile(`${folder}/${name}`, credentials[name] ?? '', { mode: 0o600, flag: 'wx' });
  return names.map((name) => `--load-credential=${name}:${folder}/${name}`);
}

/** systemd in the machine keeps its own copy in memory once it has booted. */
export async function removeCredentials(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
