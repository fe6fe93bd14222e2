import { createWriteStream, rmSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { interruptSignal } from '../engine/interrupts.ts';
import type { Effects } from '../host/effects.ts';
import { Refusal } from '../problem/problem.ts';

/** Writes a file that is whole or not there, over what was there; gives its bytes. */
export async function writeOutput(
  pieces: AsyncIterable<Buffer> | Iterable<Buffer>,
  path: string,
  effects: Pick<Effects, 'randomBytes'>,
): Promise<number> {
  return await withPartial(path, effects, async (partial, signal) => {
    await pipeline(pieces, createWriteStream(partial, { flush: true }), { signal });
    return statSync(partial).size;
  });
}

/** Lets `write` fill a file beside the path, which then gets its name; it goes when that fails or is interrupted. */
export async function withPartial<T>(
  path: string,
  effects: Pick<Effects, 'randomBytes'>,
  write: (partial: string, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
    throw new Refusal({ code: 'unusable-path', message: `${path} is there, and is no file` });
  const folder = dirname(path);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new Refusal({ code: 'unusable-path', message: `there is no folder ${folder}`, hint: `mkdir -p ${folder}` });
  const partial = `${path}.${effects.randomBytes(4).toString('hex')}.partial`;
  using interrupts = interruptSignal();
  try {
    const result = await write(partial, interrupts.signal);
    await rename(partial, path);
    return result;
  } finally {
    rmSync(partial, { force: true });
  }
}

/** Writes to standard output, which stays open. */
export async function writeToStandardOutput(pieces: AsyncIterable<Buffer>): Promise<void> {
  if (process.stdout.isTTY)
    throw new Refusal({ code: 'usage', message: 'a terminal is no place for a tar', hint: '--output FILE' });
  try {
    await pipeline(pieces, process.stdout, { end: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    throw new Refusal({ code: 'interrupted', message: 'who reads the output has stopped reading' });
  }
}
