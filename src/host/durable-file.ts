import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { processIdentity } from './process-identity.ts';

let written = 0;

/**
 * Writes a file for this user alone, whole or not at all, in a folder that is made if missing; on disk for good when it
 * returns. Of several who write one file at once, each writes all of it.
 */
export async function writeDurably(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeAbandoned(folder);
  written += 1;
  const beside = join(folder, `${name}.${process.pid}-${written}.new`);
  try {
    await using handle = await open(beside, 'w', 0o600);
    await handle.writeFile(text);
    await handle.sync();
    await rename(beside, join(folder, name));
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await using entries = await open(folder, 'r');
  await entries.sync();
}

/** What processes that died at it left beside. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const [, pid] = /\.(\d+)-\d+\.new$/.exec(entry) ?? [];
    if (pid !== undefined && processIdentity(Number(pid)) === undefined) await rm(join(folder, entry), { force: true });
  }
}
