import type { BigIntStats } from 'node:fs';
import { open, readlink } from 'node:fs/promises';
import { type BytePath, onDisk } from './byte-path.ts';

/** A path on disk and its state. */
export interface Placed {
  readonly path: BytePath;
  readonly stat: BigIntStats;
}

/** The time that a layer keeps: whole seconds, none later than the epoch (seconds). */
function keptTime(mtimeNs: bigint, epoch: number): number {
  return Math.max(0, Math.min(Number(mtimeNs / 1_000_000_000n), epoch));
}

/** Whether a layer would hold the same for both, extended attributes aside. */
export async function isSame(one: Placed, other: Placed, epoch: number): Promise<boolean> {
  const [a, b] = [one.stat, other.stat];
  if (a.mode !== b.mode || a.uid !== b.uid || a.gid !== b.gid) return false;
  if (keptTime(a.mtimeNs, epoch) !== keptTime(b.mtimeNs, epoch)) return false;
  if (a.isFile()) return a.size === b.size && (await sameContent(one.path, other.path));
  if (a.isSymbolicLink()) return (await linkText(one.path)) === (await linkText(other.path));
  return a.isDirectory() || a.rdev === b.rdev;
}

const linkText = async (path: BytePath) => (await readlink(onDisk(path), { encoding: 'buffer' })).toString('latin1');

async function sameContent(one: BytePath, other: BytePath): Promise<boolean> {
  await using a = await open(onDisk(one));
  await using b = await open(onDisk(other));
  const [bufferA, bufferB] = [Buffer.alloc(1 << 17), Buffer.alloc(1 << 17)];
  for (;;) {
    const { bytesRead } = await a.read(bufferA, 0, bufferA.length, null);
    const right = await b.read(bufferB, 0, bufferB.length, null);
    if (bytesRead !== right.bytesRead) return false;
    if (bytesRead === 0) return true;
    if (bufferA.compare(bufferB, 0, bytesRead, 0, bytesRead) !== 0) return false;
  }
}
