import type { BigIntStats } from 'node:fs';
import { Refusal } from '../problem/problem.ts';
import { type BytePath, below, bytePath, display, namesIn } from '../snapshots/byte-path.ts';
import { stateOf } from '../snapshots/change.ts';

/** A path of a tree that is there. */
export interface Found {
  /** Relative to the root. */
  readonly path: BytePath;
  readonly stat: BigIntStats;
}

/**
 * The paths in a tree that a pattern names (see SealRule). It never goes through a symlink: a link where the pattern
 * names a folder is refused, one that a wildcard meets is passed over.
 */
export async function findPaths(root: BytePath, pattern: string): Promise<Found[]> {
  const parts = pattern.split('/');
  let found: Found[] = [{ path: '' as BytePath, stat: await stateOf(root) }];
  for (const [index, part] of parts.entries()) {
    const folders = found.filter((one) => isFolder(one, parts[index - 1] ?? ''));
    const next = await Promise.all(folders.map((folder) => step(root, folder, part)));
    found = next.flat();
  }
  return found;
}

/** The state of a relative path whose folders are known to be folders; undefined if it is not there. */
async function look(root: BytePath, path: BytePath): Promise<Found[]> {
  try {
    return [{ path, stat: await stateOf(below(root, path)) }];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function step(root: BytePath, folder: Found, part: string): Promise<Found[]> {
  if (part === '**') return [folder, ...(await foldersBelow(root, folder.path))];
  if (!isPattern(part)) return await look(root, below(folder.path, bytePath(part)));
  const names = (await namesIn(below(root, folder.path))).filter((name) => matches(name, part));
  return (await Promise.all(names.map((name) => look(root, below(folder.path, name))))).flat();
}

async function foldersBelow(root: BytePath, folder: BytePath): Promise<Found[]> {
  const all: Found[] = [];
  for (const name of await namesIn(below(root, folder))) {
    const [found] = await look(root, below(folder, name));
    if (found?.stat.isDirectory()) all.push(found, ...(await foldersBelow(root, found.path)));
  }
  return all;
}

function isFolder({ path, stat }: Found, part: string): boolean {
  if (!stat.isSymbolicLink() || isPattern(part)) return stat.isDirectory();
  throw new Refusal({
    code: 'leftover-found',
    message: `/${display(path)} is a symlink: what it leads to cannot be sealed`,
    hint: 'let the role make a folder there',
  });
}

const isPattern = (part: string) => /[*[]/.test(part);

/** `*` does not match a leading dot, as in a shell. */
function matches(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 's').test(name);
}
