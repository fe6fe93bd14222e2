import { pendingRedo } from './finish.ts';
import type { Others } from './folder-source.ts';
import { HEADS, SIGNATURE } from './paths.ts';
import { readIfThere } from './storage.ts';
import { withTail } from './tail.ts';

/** The files that a writer is at, or died in, as they will be: for readers they are so already. */
export async function pendingFiles(dir: string): Promise<Others> {
  const redo = await pendingRedo(dir);
  const files = new Map<string, Buffer | undefined>();
  if (redo === undefined) return files;
  for (const tail of redo.tails) files.set(tail.file, withTail(await readIfThere(dir, tail.file), tail));
  const signature = redo.signature === undefined ? undefined : Buffer.from(redo.signature);
  return files.set(HEADS, redo.heads.bytes).set(SIGNATURE, signature);
}
