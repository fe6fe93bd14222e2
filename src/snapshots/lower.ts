import type { BigIntStats } from 'node:fs';
import { type BytePath, below, namesIn } from './byte-path.ts';
import { isWhiteout, stateOf } from './change.ts';

/** What stands at a path in the layers below, seen as one tree. */
export interface Lower {
  /** Where it is on disk, and its state; undefined if there is nothing. */
  readonly found: { readonly path: BytePath; readonly stat: BigIntStats } | undefined;
  /** The folders that are merged here, upmost first; empty for anything but a folder. */
  readonly folders: readonly BytePath[];
}

/** A name in merged folders. Layers of the store have whiteouts and no opaque folders. */
export async function lookUp(folders: readonly BytePath[], name: BytePath): Promise<Lower> {
  let found: Lower['found'];
  const merged: BytePath[] = [];
  for (const folder of folders) {
    const path = below(folder, name);
    const stat = await stateOf(path).catch(absent);
    if (!stat) continue;
    if (isWhiteout(stat)) break;
    if (!stat.isDirectory()) {
      found ??= { path, stat };
      break;
    }
    found ??= { path, stat };
    merged.push(path);
  }
  return { found, folders: merged };
}

/** All names that merged folders show, in no order. */
export async function namesBelow(folders: readonly BytePath[]): Promise<BytePath[]> {
  const names = new Set((await Promise.all(folders.map(namesIn))).flat());
  const shown = await Promise.all([...names].map(async (name) => ((await lookUp(folders, name)).found ? [name] : [])));
  return shown.flat();
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
