import { createHash } from 'node:crypto';
import type { Manifest } from './manifest.ts';
import { foldersOf } from './safety.ts';

/** What git's tree holds at a path. */
export interface TreeEntry {
  /** As git writes it: `100644`, `100755`, `120000` (a link), `160000` (a submodule). */
  readonly mode: string;
  readonly oid: string;
}
export type Tree = ReadonlyMap<string, TreeEntry>;

/** One file that a publish changes. */
export interface FileChange {
  readonly path: string;
  readonly how: 'added' | 'changed' | 'removed';
}

/** What a publish would do to a tree, before anyone looks whether rolebake's files are still as it left them. */
export interface PublishPlan {
  readonly changes: readonly FileChange[];
  /** Files and folders of others that stand where one of ours should. */
  readonly foreign: readonly string[];
}

/** Compares the files with the tree of the branch. Pure: only what the manifest lists is ever changed or removed. */
export function planPublish(files: ReadonlyMap<string, Buffer>, tree: Tree, manifest: Manifest): PublishPlan {
  const removed = new Set([...manifest.keys()].filter((path) => !files.has(path) && tree.has(path)).sort());
  const kept = new Set([...tree.keys()].filter((path) => !removed.has(path)));
  const keptFolders = new Set([...kept].flatMap(foldersOf));
  const foreign: string[] = [];
  const changes: FileChange[] = [];
  for (const [path, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const there = tree.get(path);
    if (there !== undefined && isFile(there) && there.oid === blobOid(bytes)) continue;
    const inTheWay = foldersOf(path).find((folder) => kept.has(folder)) ?? (keptFolders.has(path) ? path : undefined);
    if (inTheWay !== undefined) foreign.push(inTheWay);
    else if (there === undefined) changes.push({ path, how: 'added' });
    else if (manifest.has(path)) changes.push({ path, how: 'changed' });
    else foreign.push(path);
  }
  return { changes: [...changes, ...[...removed].map((path) => ({ path, how: 'removed' as const }))], foreign };
}

/** Whether a tree entry is a plain file, executable or not. */
export function isFile(entry: TreeEntry): boolean {
  return entry.mode === '100644' || entry.mode === '100755';
}

/** The name that git gives to some bytes, in a SHA-1 repository. */
export function blobOid(bytes: Buffer): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
