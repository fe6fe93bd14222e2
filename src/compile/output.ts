import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../problem/problem.ts';
import type { Generated } from './compile.ts';
import { FolderWriter } from './folder-writer.ts';
import { contentHash, hashesOf, MANIFEST, manifestText, unfinishedText } from './manifest.ts';
import { readWritten, type Written } from './written.ts';

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
  const written = readWritten(textAt(join(folder, MANIFEST)) ?? '');
  const paths = [...new Set([...generated.keys(), ...written.hashes.keys()])].sort();
  const halves = halfWritten(folder, written);
  return paths
    .flatMap((path) => changeAt(path, textAt(join(folder, path)), generated.get(path), written.hashes))
    .map((change) => (halves.has(change.path) ? ownAgain(change) : change));
}

function changeAt(
  path: string,
  before: string | undefined,
  after: string | undefined,
  hashes: Written['hashes'],
): Change[] {
  if (before === after) return [];
  if (before === undefined) return after === undefined ? [] : [{ path, kind: 'create', after }];
  if (!hashes.get(path)?.has(contentHash(before)))
    return [{ path, kind: 'edited', before, ...(after === undefined ? {} : { after }) }];
  return after === undefined ? [{ path, kind: 'remove', before }] : [{ path, kind: 'update', before, after }];
}

/** Files that look edited, but are what a kill in the middle of a write has left: of each write, the first odd one. */
function halfWritten(folder: string, { made, hashes }: Written): Set<string> {
  const halves = made.map((paths) =>
    paths.find((path) => {
      const text = textAt(join(folder, path));
      return text === undefined || !hashes.get(path)?.has(contentHash(text));
    }),
  );
  return new Set(halves.filter((path) => path !== undefined));
}

const ownAgain = (change: Change): Change =>
  change.kind === 'edited' ? { ...change, kind: change.after === undefined ? 'remove' : 'update' } : change;

/** Brings the folder up to date. Refuses, before it writes anything, if a person edited a generated file. */
export function writeChanges(folder: string, generated: Generated, found: readonly Change[]): void {
  const edited = found.filter((change) => change.kind === 'edited');
  if (edited.length > 0) throw new Refusal(edited.map((change) => editedProblem(folder, change)));
  const hashes = hashesOf(generated);
  const manifest = manifestText(hashes);
  const before = textAt(join(folder, MANIFEST)) ?? '';
  if (before === manifest && found.length === 0) return;
  const writer = new FolderWriter(folder);
  const fresh = found.filter(({ after }) => after !== undefined);
  writer.replace(MANIFEST, before + unfinishedText(fresh.map(({ path }) => [path, hashes.get(path) ?? ''])));
  for (const change of found) {
    if (change.after === undefined) writer.remove(change.path);
    else if (change.kind === 'create') writer.create(change.path, change.after);
    else writer.replace(change.path, change.after);
  }
  writer.replace(MANIFEST, manifest);
}

const editedProblem = (folder: string, { path }: Change) => ({
  code: 'edited-file' as const,
  message: `${join(folder, path)} was edited by hand, or is not rolebake's`,
  place: { file: join(folder, path), line: 1, column: 1 },
  hint: 'rolebake compile --diff shows the edit; make it in the catalog, then remove the file',
});

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const message = `${path} cannot be read: ${(error as Error).message}`;
    throw new Refusal({ code: 'unreadable-file', message });
  }
}
