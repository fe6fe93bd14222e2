import { createReadStream } from 'node:fs';
import { type BytePath, below, bytePath, onDisk } from './byte-path.ts';
import { inPieces } from './canonical-tar.ts';
import { readLayer } from './read-layer.ts';
import type { Snapshot } from './snapshot.ts';
import { isWhiteoutHeader, type TarEntry, type TarHeader } from './tar-entry.ts';
import { readTar, readToEnd } from './tar-read.ts';
import { encodeHeader, paddingOf, TAR_END } from './tar-write.ts';

/**
 * The tree of a chain of layers (lowest first) as one canonical tar: what a machine sees, and the same bytes for the
 * same layers. Each archive is checked while it is read; a Refusal comes before the tar ends if one is damaged.
 */
export async function* mergedTar(layers: readonly Snapshot[]): AsyncGenerator<Buffer> {
  yield* inPieces(mergedParts(layers));
}

/** A layer while it is read beside the others; all of them are in one order. */
interface Cursor {
  /** 0 is the lowest. */
  readonly level: number;
  readonly tree: BytePath;
  readonly bytes: AsyncGenerator<Buffer>;
  readonly entries: AsyncGenerator<TarEntry>;
  current: TarEntry | undefined;
  /** Files that a layer above hides; a name that is shown may still link to one. */
  readonly hidden: Map<BytePath, TarHeader>;
  /** The shown name that a hidden file has got. */
  readonly renamed: Map<BytePath, BytePath>;
}

async function* mergedParts(layers: readonly Snapshot[]): AsyncGenerator<Buffer> {
  const cursors = await Promise.all(layers.map(openCursor));
  const covers: Cover[] = [];
  for (let path = firstPath(cursors); path !== undefined; path = firstPath(cursors)) {
    const here = cursors.filter(({ current }) => current?.header.path === path);
    yield* shownOf(here, lowestBelow(covers, path));
    const cover = here.findLast(({ current }) => current?.header.type !== 'directory');
    if (cover) covers.push({ path, level: Math.max(lowestBelow(covers, path), cover.level) });
    for (const cursor of here) cursor.current = await nextEntry(cursor.entries);
  }
  for (const { bytes } of cursors) await readToEnd(bytes);
  yield TAR_END;
}

/** Below this path only levels from `level` on count: there, one has something else than a folder. */
interface Cover {
  readonly path: BytePath;
  readonly level: number;
}

/** The lowest level that counts at a path; covers of other folders are over by then. */
function lowestBelow(covers: Cover[], path: BytePath): number {
  while (covers.length > 0 && !path.startsWith(`${covers.at(-1)?.path}/`)) covers.pop();
  return covers.at(-1)?.level ?? 0;
}

async function* shownOf(here: readonly Cursor[], lowest: number): AsyncGenerator<Buffer> {
  const shown = here.findLast(({ level }) => level >= lowest);
  for (const cursor of here) {
    if (cursor === shown) yield* shownEntry(cursor);
    else hide(cursor);
  }
}

async function openCursor(snapshot: Snapshot, level: number): Promise<Cursor> {
  const bytes = readLayer(snapshot);
  const entries = readTar(bytes);
  const current = await nextEntry(entries);
  return { level, tree: bytePath(snapshot.tree), bytes, entries, current, hidden: new Map(), renamed: new Map() };
}

async function nextEntry(entries: AsyncGenerator<TarEntry>): Promise<TarEntry | undefined> {
  const next = await entries.next();
  return next.done ? undefined : next.value;
}

/** The order of a layer: folders before what is in them, names by bytes. */
function firstPath(cursors: readonly Cursor[]): BytePath | undefined {
  let first: BytePath | undefined;
  for (const { current } of cursors)
    if (current && (first === undefined || orderOf(current.header.path) < orderOf(first))) first = current.header.path;
  return first;
}

const orderOf = (path: BytePath) => path.replaceAll('/', '\0');

function hide({ current, hidden }: Cursor): void {
  if (current?.header.type === 'file') hidden.set(current.header.path, current.header);
}

async function* shownEntry({ current, tree, hidden, renamed }: Cursor): AsyncGenerator<Buffer> {
  if (!current || isWhiteoutHeader(current.header)) return;
  const { header, content } = current;
  const file = header.type === 'link' ? hidden.get(header.target) : undefined;
  const target = renamed.get(header.target) ?? header.target;
  if (file && target === header.target) {
    renamed.set(header.target, header.path);
    yield* entryOf({ ...file, path: header.path }, createReadStream(onDisk(below(tree, header.target))));
  } else yield* entryOf({ ...header, target }, content);
}

async function* entryOf(header: TarHeader, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield encodeHeader(header);
  yield* content;
  yield paddingOf(header.size);
}
