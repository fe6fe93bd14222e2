import { mkdir, open, rename } from 'node:fs/promises';

/**
 * Writes a file for this user alone, whole or not at all, in a folder that is made if missing; on disk for good when it
 * returns. One process at a time may write a file of this name.
 */
export async function writeDurably(folder: string, name: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = `${folder}/${name}`;
  await using handle = await open(`${file}.new`, 'w', 0o600);
  await handle.writeFile(text);
  await handle.sync();
  await rename(`${file}.new`, file);
  await using entries = await open(folder, 'r');
  await entries.sync();
}
