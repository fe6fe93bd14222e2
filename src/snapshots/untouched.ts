import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BytePath, below, bytePath, onDisk } from './byte-path.ts';
import type { Snapshot } from './snapshot.ts';

/** See `fingerprintOf`. */
export interface Fingerprint {
  readonly text: string;
  /** When the file that changed last did so, in ms. */
  readonly changed: number;
}

/**
 * What all files of a snapshot have besides their bytes: whoever writes to one, gives it another owner, name or mode,
 * or puts another in its place changes this, for nobody can set the time of the last change (ctime) of a file. It is
 * known without reading a byte of them. The record, which says what they are to be, is part of it. A copy of the snapshot
 * elsewhere has another one.
 */
export function fingerprintOf({
  tree,
  archivePath,
  archive,
}: Pick<Snapshot, 'tree' | 'archivePath' | 'archive'>): Fingerprint {
  const hash = createHash('sha256');
  hash.update(`${archive.digest} ${archive.size}\0`);
  let changed = 0;
  const visit = (path: BytePath, name: string): void => {
    const stat = lstatSync(onDisk(path), { bigint: true });
    const { ino, mode, uid, gid, size, mtimeNs, ctimeNs, rdev } = stat;
    changed = Math.max(changed, Number(ctimeNs / 1_000_000n));
    hash.update(`${[ino, mode, uid, gid, size, mtimeNs, ctimeNs, rdev].join(' ')} ${name}\0`, 'latin1');
    if (!stat.isDirectory()) return;
    const names = readdirSync(onDisk(path), { encoding: 'buffer' }).map((one) => one.toString('latin1'));
    for (const one of names.sort()) visit(below(path, one as BytePath), one);
  };
  visit(bytePath(tree), 'tree');
  visit(bytePath(archivePath), 'archive');
  return { text: hash.digest('hex'), changed };
}

/** The kernel's clock of files stands still for so long at most. */
const TICK_MS = 20;

/** Waits until whatever is changed from now on gives another fingerprint. */
export async function settled({ changed }: Fingerprint): Promise<void> {
  if (Math.abs(Date.now() - changed) <= TICK_MS) await sleep(TICK_MS + 1);
}
