import { constants } from 'node:fs';
import { open, utimes, writeFile } from 'node:fs/promises';

/** Copies a file of a tree that is not ours, with its times; false if there is no such file, or a link in its place. */
export async function copyPlain(from: string, to: string): Promise<boolean> {
  const file = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ELOOP'].includes(error.code ?? '')) return undefined;
    throw error;
  });
  if (!file) return false;
  try {
    const { atime, mtime } = await file.stat();
    await writeFile(to, file.createReadStream({ autoClose: false }), { mode: 0o644 });
    await utimes(to, atime, mtime);
    return true;
  } finally {
    await file.close();
  }
}
