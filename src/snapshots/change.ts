import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { type BytePath, below, namesIn, onDisk } from './byte-path.ts';

/** One entry of a layer, in the order of the layer: folders before what is in them, names sorted by bytes. */
export type Change =
  | { readonly kind: 'entry'; readonly path: BytePath; readonly stat: BigIntStats }
  | { readonly kind: 'whiteout'; readonly path: BytePath };

/** The state of a path itself; symlinks are not followed. */
export function stateOf(path: BytePath): Promise<BigIntStats> {
  return lstat(onDisk(path), { bigint: true });
}

/** Whether this is an overlay's whiteout. */
export function isWhiteout(stat: BigIntStats): boolean {
  return stat.isCharacterDevice() && stat.rdev === 0n;
}

/** Everything in a tree, its root first; sockets are left out. */
export async function listTree(root: BytePath): Promise<Change[]> {
  const list: Change[] = [{ kind: 'entry', path: '' as BytePath, stat: await stateOf(root) }];
  const visit = async (folder: BytePath): Promise<void> => {
    for (const name of await namesIn(below(root, folder))) {
      const path = below(folder, name);
      const stat = await stateOf(below(root, path));
      if (isWhiteout(stat)) list.push({ kind: 'whiteout', path });
      else if (!stat.isSocket()) list.push({ kind: 'entry', path, stat });
      if (stat.isDirectory()) await visit(path);
    }
  };
  await visit('' as BytePath);
  return list;
}
