import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Refusal } from '../problem/problem.ts';
import type { Generated } from './compile.ts';
import { contentHash, hashesOf, MANIFEST, manifestText, readManifestLines } from './manifest.ts';

/** What separates a folder from what the catalog compiles to now. */
export interface Change {
  readonly path: string;
  /** `edited`: a person changed the generated file since; it is not overwritten. */
  readonly kind: 'create' | 'update' | 'remove' | 'edited';
  /** What is on disk; absent for `create`. */
  readonly before?: string;
  /** What the catalog gives; absent for `remove`. */
  readonly after?: string;
}

/** Compares a folder with generated files. Files that rolebake did not write are not looked at. */
export function changes(folder: string, generated: Generated): Change[] {
  const manifest = ownHashes(textAt(join(folder, MANIFEST)) ?? '');
  const paths = [...new Set([...generated.keys(), ...manifest.keys()])].sort();
  return paths.flatMap((path) => changeAt(path, textAt(join(folder, path)), generated.get(path), manifest.get(path)));
}

/** What rolebake wrote, by path: two hashes after a write that did not end. Paths out of the folder are passed over. */
function ownHashes(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const hashes = new Map<string, Set<string>>();
  for (const [path, hash] of readManifestLines(text).entries) {
    if (path.startsWith('/') || path.split('/').includes('..')) continue;
    hashes.set(path, (hashes.get(path) ?? new Set()).add(hash));
  }
  return hashes;
}

function changeAt(
  path: string,
  before: string | undefined,
  after: string | undefined,
  known: ReadonlySet<string> | undefined,
): Change[] {
  if (before === after) return [];
  if (before === undefined) return after === undefined ? [] : [{ path, kind: 'create', after }];
  if (!known?.has(contentHash(before)))
    return [{ path, kind: 'edited', before, ...(after === undefined ? {} : { after }) }];
  return after === undefined ? [{ path, kind: 'remove', before }] : [{ path, kind: 'update', before, after }];
}

/** Brings the folder up to date. Refuses, before it writes anything, if a person edited a generated file. */
export function writeChanges(folder: string, generated: Generated, found: readonly Change[]): void {
  const edited = found.filter((change) => change.kind === 'edited');
  if (edited.length > 0) throw new Refusal(edited.map((change) => editedProblem(folder, change)));
  const manifest = manifestText(hashesOf(generated));
  const path = join(folder, MANIFEST);
  const before = textAt(path) ?? '';
  if (before === manifest && found.length === 0) return;
  writeFile(path, before + manifest);
  for (const change of found) {
    if (change.after === undefined) removeFile(folder, change.path);
    else writeFile(join(folder, change.path), change.after);
  }
  writeFile(path, manifest);
}

const editedProblem = (folder: string, { path }: Change) => ({
  code: 'edited-file' as const,
  message: `${join(folder, path)} was edited by hand, or is not rolebake's`,
  place: { file: join(folder, path), line: 1, column: 1 },
  hint: 'rolebake compile --diff shows the edit; make it in the catalog, then remove the file',
});

/** Through a temporary file, so that a reader sees the old bytes or the new ones. */
function writeFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.rolebake-new`, text);
  renameSync(`${path}.rolebake-new`, path);
}

/** Removes a file and the folders that it leaves empty. */
function removeFile(folder: string, path: string): void {
  rmSync(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    try {
      rmdirSync(join(folder, parent));
    } catch {
      return;
    }
  }
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const message = `${path} cannot be read: ${(error as Error).message}`;
    throw new Refusal({ code: 'unreadable-file', message });
  }
}
