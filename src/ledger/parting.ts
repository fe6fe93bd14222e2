import { type LedgerEntry, type TagEntry, tagOfEntry } from './entry.ts';
import { type Line, splitLines } from './lines.ts';
import { classify } from './paths.ts';
import { damaged, newerLedger, whyNewer } from './refusals.ts';
import type { Files } from './storage.ts';
import type { Component, Tag } from './tag.ts';

/** Where two files of one component part: what follows the bytes that both begin with. */
export interface Parting {
  readonly file: string;
  readonly component: Component;
  /** Bytes that are the same in both: whole lines. */
  readonly size: number;
  readonly ours: readonly LedgerEntry[];
  readonly theirs: readonly LedgerEntry[];
  readonly theirBytes: Buffer;
  /** Their entries by job. */
  readonly theirJobs: ReadonlyMap<string, LedgerEntry>;
}

const NONE = Buffer.alloc(0);
const CHUNK = 1 << 16;
const LINE_FEED = 0x0a;

/** Every file of entries that is not the same in two ledgers, by path. */
export function partingsOf(ours: Files, theirs: Files): Parting[] {
  const paths = new Set([...ours.keys(), ...theirs.keys()]);
  return [...paths].sort().flatMap((file): Parting[] => {
    const path = classify(file);
    const [own, other] = [ours.get(file) ?? NONE, theirs.get(file) ?? NONE];
    if (path.kind !== 'entries' || own.equals(other)) return [];
    const size = commonLines(own, other);
    const theirBytes = other.subarray(size);
    const [oursRead, theirsRead] = [entriesIn(own.subarray(size), file), entriesIn(theirBytes, file)];
    const theirJobs = new Map(theirsRead.map((entry) => [entry.job, entry]));
    return [{ file, component: path.component, size, ours: oursRead, theirs: theirsRead, theirBytes, theirJobs }];
  });
}

/** How many bytes two files begin with alike, in whole lines. */
function commonLines(a: Buffer, b: Buffer): number {
  let same = 0;
  const end = Math.min(a.length, b.length);
  while (same < end && a.subarray(same, same + CHUNK).equals(b.subarray(same, same + CHUNK))) same += CHUNK;
  same = Math.min(same, end);
  while (same < end && a[same] === b[same]) same++;
  return same === 0 ? 0 : a.lastIndexOf(LINE_FEED, same - 1) + 1;
}

function entriesIn(bytes: Buffer, file: string): LedgerEntry[] {
  const { lines, tail } = splitLines(bytes);
  const newer = lines.flatMap(({ reading, place }) => whyNewer(file, place, reading) ?? []);
  if (newer.length > 0) throw newerLedger(newer);
  if (tail.length > 0) throw damaged([`${file} ends in a piece of a line`]);
  return lines.map((line) => entryOf(line, file));
}

function entryOf({ reading, place }: Line, file: string): LedgerEntry {
  if ('entry' in reading) return reading.entry as LedgerEntry;
  throw damaged([`an entry of ${file}, the ${place}. that differs, cannot be read`]);
}

/** The tag that an entry gives, if it gives one. */
export function tagGivenBy(entry: LedgerEntry): Tag | undefined {
  return isTag(entry) ? tagOfEntry(entry) : undefined;
}

const isTag = (entry: LedgerEntry): entry is LedgerEntry & TagEntry => entry.kind === 'tag';
