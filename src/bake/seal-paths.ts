import type { BigIntStats } from 'node:fs';
import { Refusal } from '../problem/problem.ts';
import { type BytePath, below, bytePath, display, foldersIn, namesIn } from '../snapshots/byte-path.ts';
import { stateIfThere, stateOf } from '../snapshots/change.ts';

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
export function findPaths(root: BytePath, pattern: string): Found[] {
  const parts = pattern.split('/');
  let found: Found[] = [{ path: '' as BytePath, stat: stateOf(root) }];
  for (const [index, part] of parts.entries()) {
    const folders = found.filter((one) => isFolder(one, parts[index - 1] ?? ''));
    found = folders.flatMap((folder) => step(root, folder, part));
  }
  return found;
}

/** The state of a relative path whose folders are known to be folders; undefined if it is not there. */
function look(root: BytePath, path: BytePath): Found[] {
  const stat = stateIfThere(below(root, path));
  return stat ? [{ path, stat }] : [];
}

function step(root: BytePath, folder: Found, part: string): Found[] {
  if (part === '**') return [folder, ...foldersBelow(root, folder.path)];
  if (!isPattern(part)) return look(root, below(folder.path, bytePath(part)));
  const names = namesIn(below(root, folder.path)).filter(matcher(part));
  return names.flatMap((name) => look(root, below(folder.path, name)));
}

function foldersBelow(root: BytePath, folder: BytePath): Found[] {
  const found = foldersIn(below(root, folder)).flatMap((name) => look(root, below(folder, name)));
  return found.flatMap((one) => [one, ...foldersBelow(root, one.path)]);
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
function matcher(pattern: string): (name: string) => boolean {
  const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*');
  const whole = new RegExp(`^${pattern.startsWith('.') ? '' : '(?!\\.)'}${source}$`, 's');
  return (name) => whole.test(name);
}
