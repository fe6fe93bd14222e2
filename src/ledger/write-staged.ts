import { carryOut } from './finish.ts';
import type { Heads } from './heads.ts';
import type { Redo } from './intent.ts';
import { mergeFiles } from './merge-intent.ts';
import { INTENT, STAGED } from './paths.ts';
import { writeDurably } from './storage.ts';

/**
 * Writes to several files, all or nothing: all of it is on disk beside before the intent says so. The caller holds the
 * ledger's lock, and `before` is the checkpoint on disk.
 */
export async function writeStaged(dir: string, redo: Redo, before: Heads): Promise<void> {
  const { staged, intent } = mergeFiles(redo, before);
  await writeDurably(dir, STAGED, staged);
  await writeDurably(dir, INTENT, intent);
  await carryOut(dir, redo);
}
