import { type BigIntStats, lstatSync } from 'node:fs';
import { type BytePath, below, namesIn, onDisk } from './byte-path.ts';

/** One entry of a layer, in the order of the layer: folders before what is in them, names sorted by bytes. */
export type Change =
  | { readonly kind: 'entry'; readonly path: BytePath; readonly stat: BigIntStats }
  | { readonly kind: 'whiteout'; readonly path: BytePath };

/**
 * The state of a path itself; symlinks are not followed. Trees are walked without promises: of the microseconds that a
 * look takes, a promise would make ten times as many.
 */
export function stateOf(path: BytePath): BigIntStats {
  return lstatSync(onDisk(path), { bigint: true });
}

/** The same; undefined if there is nothing. */
export function stateIfThere(path: BytePath): BigIntStats | undefined {
  return lstatSync(onDisk(path), { bigint: true, throwIfNoEntry: false });
}

/** Whether this is an overlay's whiteout. */
export function isWhiteout(stat: BigIntStats): boolean {
  return stat.isCharacterDevice() && stat.rdev === 0n;
}

/** Everything in a tree, its root first; sockets are left out. */
export function listTree(root: BytePath): Change[] {
  const list: Change[] = [{ kind: 'entry', path: '' as BytePath, stat: stateOf(root) }];
  const visit = (folder: BytePath): void => {
    for (const name of namesIn(below(root, folder))) {
      const path = below(folder, name);
      const stat = stateOf(below(root, path));
      if (isWhiteout(stat)) list.push({ kind: 'whiteout', path });
      else if (!stat.isSocket()) list.push({ kind: 'entry', path, stat });
      if (stat.isDirectory()) visit(path);
    }
  };
  visit('' as BytePath);
  return list;
}
