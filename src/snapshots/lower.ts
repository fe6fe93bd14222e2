import type { BigIntStats } from 'node:fs';
import { type BytePath, below, namesIn } from './byte-path.ts';
import { isWhiteout, stateIfThere } from './change.ts';

/** What stands at a path in the layers below, seen as one tree. */
export interface Lower {
  /** Where it is on disk, and its state; undefined if there is nothing. */
  readonly found: { readonly path: BytePath; readonly stat: BigIntStats } | undefined;
  /** The folders that are merged here, upmost first; empty for anything but a folder. */
  readonly folders: readonly BytePath[];
}

/** A name in merged folders. Layers of the store have whiteouts and no opaque folders. */
export function lookUp(folders: readonly BytePath[], name: BytePath): Lower {
  let found: Lower['found'];
  const merged: BytePath[] = [];
  for (const folder of folders) {
    const path = below(folder, name);
    const stat = stateIfThere(path);
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
export function namesBelow(folders: readonly BytePath[]): BytePath[] {
  const names = new Set(folders.flatMap(namesIn));
  return [...names].filter((name) => lookUp(folders, name).found);
}
