import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { contentHash, MANIFEST } from '../manifest.ts';
import { textAt } from '../output.ts';
import { isSameStamp, isSettled, stampAt, UNKNOWN } from '../stamp.ts';
import { Kept } from './kept.ts';
import type { LastCompile } from './last-compile.ts';
import { OutputStamps } from './output-stamps.ts';
import { type ManifestBytes, OutputTable } from './output-table.ts';

/** The table of the last compile; undefined if the manifest is not as it was written. */
export function lastTable(folder: string, last: LastCompile): OutputTable | undefined {
  const columns = isManifestOf(folder, last) ? last.columns.value : undefined;
  return columns && columns.starts.at(-1) === last.manifest.size
    ? new OutputTable(manifestIn(`${folder}/${MANIFEST}`), columns)
    : undefined;
}

/** The bytes of a manifest that nobody writes meanwhile. */
function manifestIn(file: string): ManifestBytes {
  let whole: Buffer | undefined;
  const read = (start: number, end: number) => {
    const bytes = Buffer.alloc(end - start);
    const opened = openSync(file, 'r');
    try {
      readSync(opened, bytes, 0, bytes.length, start);
    } finally {
      closeSync(opened);
    }
    return bytes;
  };
  return {
    slice: (start, end) => whole?.subarray(start, end) ?? read(start, end),
    whole: () => {
      whole ??= readFileSync(file);
      return whole;
    },
    follow: ({ offset, text }) => void whole?.write(text, offset, 'latin1'),
  };
}

/** Whether the manifest is as the last compile left it. */
export function isManifestOf(folder: string, { manifest }: LastCompile): boolean {
  const stamp = stampAt(`${folder}/${MANIFEST}`);
  return stamp !== undefined && isSameStamp(stamp, manifest);
}

/** Places in the table of the files of these roles. */
export function placesOf(
  { columns: { roles } }: OutputTable,
  last: LastCompile,
  affected: ReadonlySet<string>,
): Set<number> {
  const isAffected = last.roles.map(({ name }) => affected.has(name));
  const places = new Set<number>();
  for (let index = 0; index < roles.length; index++) if (isAffected[roles[index] ?? -1]) places.add(index);
  return places;
}

/**
 * Looks at all files of the table but these, and gives their stamps: the same if no file had to be read. Undefined if one
 * is not as it was written.
 */
export function verified(
  table: OutputTable,
  but: ReadonlySet<number>,
  { folder, last, looked, now }: { folder: string; last: LastCompile; looked: number; now: () => number },
): LastCompile['stamps'] | undefined {
  const stamps = last.stamps.value;
  if (!stamps) return undefined;
  const fresh = new OutputStamps(stamps.numbers.slice(), now());
  let isReread = false;
  table.load();
  for (let index = 0; index < table.size; index++) {
    if (but.has(index)) {
      fresh.set(index, UNKNOWN);
      continue;
    }
    const file = `${folder}/${table.path(index)}`;
    const stamp = stampAt(file);
    if (stamp && stamps.shows(index, stamp)) continue;
    if (!stamp || !holds(file, table.hash(index))) return undefined;
    fresh.set(index, isSettled(stamp, looked) ? stamp : UNKNOWN);
    isReread = true;
  }
  return isReread ? Kept.of(fresh) : last.stamps;
}

function holds(file: string, hash: string): boolean {
  const text = textAt(file);
  return text !== undefined && contentHash(text) === hash;
}
