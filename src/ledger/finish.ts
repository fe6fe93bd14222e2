import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf } from '../naming/digest.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import { type Redo, readIntent, redoOf } from './intent.ts';
import { splitLines } from './lines.ts';
import { HEADS, INTENT, STAGED, STATE } from './paths.ts';
import { damaged, newerCheckpoint } from './refusals.ts';
import { readIfThere, readSome, writeDurably, writeTail } from './storage.ts';

/** Finishes the append or merge that a writer died in. The caller holds the ledger's lock. */
export async function finishWrites(dir: string): Promise<void> {
  if ((await readIfThere(dir, `${STATE}/.gitignore`)) === undefined)
    await writeDurably(dir, `${STATE}/.gitignore`, '*\n');
  const files = await readSome(dir, [INTENT, STAGED, HEADS]);
  const bytes = files.get(INTENT);
  const intended = bytes && readIntent(bytes)?.file;
  const redo = redoOf(intended === undefined ? files : new Map([...files, ...(await readSome(dir, [intended]))]));
  if (redo !== undefined) await carryOut(dir, redo);
  else if (bytes !== undefined || files.has(STAGED)) await forget(dir);
}

/** Writes what an intent on disk says, each file synced, and then forgets the intent. */
export async function carryOut(dir: string, { tails, heads }: Redo): Promise<void> {
  for (const { file, size, bytes } of tails) await writeTail(dir, file, size, bytes);
  await writeDurably(dir, HEADS, heads);
  await forget(dir);
}

async function forget(dir: string): Promise<void> {
  await rm(join(dir, INTENT), { force: true });
  await rm(join(dir, STAGED), { force: true });
}

/** HEADS as it is; a Refusal if it cannot be trusted. */
export async function currentCheckpoint(dir: string): Promise<Checkpoint> {
  const bytes = await readIfThere(dir, HEADS);
  if (bytes === undefined) return new Map();
  const reading = readCheckpoint(bytes);
  if (reading.state === 'whole') return reading.checkpoint;
  throw reading.state === 'newer' ? newerCheckpoint() : damaged([`${HEADS} was changed`]);
}

/** A tail that the checkpoint does not count was never appended: it is kept in .state/torn and cut off. */
export async function moveTailAside(dir: string, file: string, checkpoint: Checkpoint): Promise<void> {
  const bytes = await readIfThere(dir, file);
  const { lines, tail } = splitLines(bytes ?? Buffer.alloc(0));
  if (bytes === undefined || tail.length === 0 || lines.length !== checkpoint.get(file)?.count) return;
  const name = `${file.replace('/', '-')}-${digestOf(tail).slice(7, 23)}`;
  await writeDurably(dir, `${STATE}/torn/${name}`, Buffer.from(tail));
  await writeTail(dir, file, bytes.length - tail.length, Buffer.alloc(0));
}
