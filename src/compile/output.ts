import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { show } from '../catalog/source/show.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import type { Generated } from './compile.ts';
import { FolderWriter, type Piece } from './folder-writer.ts';
import { contentHash, hashesOf, MANIFEST, manifestText, unfinishedText } from './manifest.ts';
import { type Stamp, stampAt } from './stamp.ts';
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

/** Called with each file that is as the catalog wants it; a file that was there before is looked at before it is read. */
export type OnGood = (path: string, stamp: Stamp | undefined) => void;

/** Compares a folder with generated files. Files that rolebake did not write are not looked at. */
export function changes(folder: string, generated: Generated, onGood?: OnGood): Change[] {
  if (!existsSync(folder)) return [...generated].map(([path, after]) => ({ path, kind: 'create', after }));
  const written = readWritten(textAt(join(folder, MANIFEST)) ?? '');
  const paths = new Set([...generated.keys(), ...written.hashes.keys()]);
  return changesAt(folder, paths, generated, written, onGood);
}

/** The same for some of the paths. */
export function changesAt(
  folder: string,
  paths: Iterable<string>,
  generated: Generated,
  written: Written,
  onGood?: OnGood,
): Change[] {
  const halves = halfWritten(folder, written);
  return [...paths].sort().flatMap((path) => {
    const file = join(folder, path);
    const stamp = onGood && stampAt(file);
    const change = changeAt(path, textAt(file), generated.get(path), written.hashes);
    if (change) return halves.has(path) ? ownAgain(change) : change;
    if (generated.has(path)) onGood?.(path, stamp);
    return [];
  });
}

function changeAt(
  path: string,
  before: string | undefined,
  after: string | undefined,
  hashes: Written['hashes'],
): Change | undefined {
  if (before === after) return undefined;
  if (before === undefined) return after === undefined ? undefined : { path, kind: 'create', after };
  if (!hashes.get(path)?.has(contentHash(before)))
    return { path, kind: 'edited', before, ...(after === undefined ? {} : { after }) };
  return after === undefined ? { path, kind: 'remove', before } : { path, kind: 'update', before, after };
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
  refuseEdits(folder, found);
  const hashes = hashesOf(generated);
  writeFiles(folder, { manifest: manifestText(hashes), hashes }, found);
}

/** Refuses if a person edited a generated file. */
export function refuseEdits(folder: string, found: readonly Change[]): void {
  const edited = found.filter((change) => change.kind === 'edited');
  if (edited.length > 0) throw new Refusal(edited.map((change) => editedProblem(folder, change)));
}

/** What a folder is to hold: its manifest, or what makes it that, and the hashes of at least the files that change. */
interface Wanted {
  readonly manifest: string | Buffer | ManifestPatch;
  readonly hashes: ReadonlyMap<string, string>;
}

/** Hashes to be written into a manifest, which is the file with this inode and size. */
export interface ManifestPatch {
  readonly inode: number;
  readonly size: number;
  readonly pieces: readonly Piece[];
}

const isPatch = (manifest: Wanted['manifest']): manifest is ManifestPatch =>
  typeof manifest === 'object' && 'pieces' in manifest;

/** Writes changes, none of which is an edit, and then the manifest. */
export function writeFiles(
  folder: string,
  { manifest, hashes }: Wanted,
  found: readonly Change[],
  onGood?: OnGood,
): void {
  const isThere = isPatch(manifest) ? manifest.pieces.length === 0 : textAt(join(folder, MANIFEST)) === manifest;
  if (found.length === 0 && isThere) return;
  const writer = new FolderWriter(folder);
  const fresh = found.filter(({ after }) => after !== undefined);
  const unfinished = Buffer.from(unfinishedText(fresh.map(({ path }) => [path, hashes.get(path) ?? ''])));
  writer.append(MANIFEST, unfinished);
  for (const { path, kind, after } of found) {
    if (after === undefined) writer.remove(path);
    else if (kind === 'create') writer.create(path, after);
    else writer.replace(path, after);
    if (after !== undefined) onGood?.(path, stampAt(join(folder, path)));
  }
  if (!isPatch(manifest)) writer.replace(MANIFEST, manifest);
  // Where another process has replaced it, the next compile goes on as after a kill.
  else if (!writer.patch(MANIFEST, { ...manifest, extra: unfinished.length })) writer.append(MANIFEST, unfinished);
}

function editedProblem(folder: string, { path, before = '', after }: Change): Problem {
  const file = join(folder, path);
  const edit = firstDifference(before, after);
  const wanted = edit.wanted === undefined ? '' : `: the catalog gives ${show(edit.wanted)} here`;
  return {
    code: 'edited-file',
    message: `${file} was edited by hand, or is not rolebake's${wanted}`,
    place: { file, line: edit.line, column: 1 },
    hint: 'rolebake compile --diff shows the whole edit; make it in the catalog, then remove the file',
  };
}

/** The first line that differs from what the catalog gives, and what that is; counts from 1. */
function firstDifference(before: string, after: string | undefined): { line: number; wanted?: string } {
  if (after === undefined) return { line: 1 };
  const [found, wanted] = [before.split('\n'), after.split('\n')];
  const index = found.findIndex((line, at) => line !== wanted[at]);
  const line = wanted[index];
  return index < 0 ? { line: found.length } : { line: index + 1, ...(line === undefined ? {} : { wanted: line }) };
}

/** The text of a file; undefined if there is none. */
export function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const message = `${path} cannot be read: ${(error as Error).message}`;
    throw new Refusal({ code: 'unreadable-file', message });
  }
}
