import { createHash } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { type BytePath, below, bytePath, onDisk } from './byte-path.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * What all files of a snapshot have besides their bytes: whoever writes to one, gives it another owner, name or mode,
 * or puts another in its place changes this, for nobody can set the time of the last change (ctime) of a file. It is
 * known without reading a byte. A copy of the snapshot elsewhere has another one.
 */
export function fingerprintOf({ tree, archivePath }: Pick<Snapshot, 'tree' | 'archivePath'>): string {
  const hash = createHash('sha256');
  const visit = (path: BytePath, name: string): void => {
    const stat = lstatSync(onDisk(path), { bigint: true });
    const { ino, mode, uid, gid, size, mtimeNs, ctimeNs, rdev } = stat;
    hash.update(`${[ino, mode, uid, gid, size, mtimeNs, ctimeNs, rdev].join(' ')} ${name}\0`, 'latin1');
    if (!stat.isDirectory()) return;
    const names = readdirSync(onDisk(path), { encoding: 'buffer' }).map((one) => one.toString('latin1'));
    for (const one of names.sort()) visit(below(path, one as BytePath), one);
  };
  visit(bytePath(tree), 'tree');
  visit(bytePath(archivePath), 'archive');
  return hash.digest('hex');
}
