import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../naming/digest.ts';
import type { ChainEnd } from './entry.ts';
import { type Redo, readIntent, redoOf } from './intent.ts';
import { splitLines } from './lines.ts';
import { HEADS, INTENT, SIGNATURE, STAGED, STATE } from './paths.ts';
import {
  clearFile,
  makeState,
  readIfThere,
  readSome,
  renameInto,
  syncFolder,
  writeBeside,
  writeDurably,
  writeTail,
} from './storage.ts';

/** Finishes the append or merge that a writer died in, and gives what it was. The caller holds the ledger's lock. */
export async function finishWrites(dir: string): Promise<Redo | undefined> {
  makeState(dir);
  const redo = await pendingRedo(dir);
  if (redo !== undefined) await carryOut(dir, redo);
  else await forget(dir);
  return redo;
}

/** What is left to do of what a writer died in, or is at. */
export async function pendingRedo(dir: string): Promise<Redo | undefined> {
  const begun = await readSome(dir, [INTENT]);
  const bytes = begun.get(INTENT);
  if (bytes === undefined || bytes.length === 0) return undefined;
  const file = readIntent(bytes)?.file;
  const rest = await readSome(dir, file === undefined ? [STAGED, HEADS] : [HEADS, file]);
  return redoOf(new Map([...begun, ...rest]));
}

/**
 * Writes what an intent on disk says, and then forgets the intent. All of it is synced before, in no order: until then
 * any process can do it again.
 */
export async function carryOut(dir: string, { tails, heads, signature }: Redo): Promise<void> {
  await Promise.all([
    ...tails.map(({ file, size, bytes }) => writeTail(dir, file, size, bytes)),
    writeBeside(dir, HEADS, heads.bytes),
    ...(signature === undefined ? [] : [writeBeside(dir, SIGNATURE, signature)]),
  ]);
  await renameInto(dir, HEADS);
  if (signature === undefined) await rm(join(dir, SIGNATURE), { force: true });
  else await renameInto(dir, SIGNATURE);
  await syncFolder(dir);
  await forget(dir);
}

async function forget(dir: string): Promise<void> {
  await clearFile(dir, INTENT);
  await rm(join(dir, STAGED), { force: true });
}

/** A tail that the checkpoint does not count was never appended: it is kept in .state/torn and cut off. */
export async function moveTailAside(dir: string, file: string, promised: ChainEnd): Promise<void> {
  const bytes = await readIfThere(dir, file);
  const { lines, tail } = splitLines(bytes ?? Buffer.alloc(0));
  if (bytes === undefined || tail.length === 0 || lines.length !== promised.count) return;
  await moveAside(dir, file, tail);
  await writeTail(dir, file, bytes.length - tail.length, Buffer.alloc(0));
}

/** Keeps bytes that are about to be cut off a file. */
export async function moveAside(dir: string, file: string, bytes: Uint8Array): Promise<void> {
  const name = `${file.replace('/', '-')}-${digestOf(bytes).slice(7, 23)}`;
  await writeDurably(dir, `${STATE}/torn/${name}`, Buffer.from(bytes));
}
