import { Refusal } from '../problem/problem.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import { type ChainEnd, genesisOf, type LedgerEntry, lineOf } from './entry.ts';
import { endAfter } from './intent.ts';
import { type Parting, partingsOf, tagGivenBy } from './parting.ts';
import { classify, HEADS } from './paths.ts';
import { damaged, NEWER_CHECKPOINT, newerLedger } from './refusals.ts';
import { type Names, renamedIn } from './rename.ts';
import type { Files } from './storage.ts';
import { tagOf } from './tag.ts';
import type { Tail } from './tail.ts';

/** A tag that only this ledger held, and the name that it has now: another clone had published the old one. */
export interface Renamed {
  readonly from: string;
  readonly to: string;
}

/** One ledger made of two. */
export interface Merged {
  readonly tails: readonly Tail[];
  /** Where every file then ends. */
  readonly ends: Checkpoint;
  /** What ours lacks besides entries, by path. */
  readonly objects: Files;
  readonly renamed: readonly Renamed[];
  /** Number of entries of theirs that ours did not hold. */
  readonly taken: number;
}

/**
 * Merges another clone's ledger into ours. Pure. What both hold stays; then come their entries, in their bytes; then
 * ours again, with new links and numbers. A job that has an entry in theirs keeps that one alone.
 */
export function mergeLedgers(ours: Files, theirs: Files): Merged {
  const [ownEnds, theirEnds] = [checkpointIn(ours), checkpointIn(theirs)];
  const partings = partingsOf(ours, theirs);
  const names: Names = new Map(partings.flatMap((parting) => namesNow(parting, theirEnds.get(parting.file))));
  const ends = new Map([...ownEnds, ...theirEnds]);
  const tails: Tail[] = [];
  for (const parting of partings) {
    const own = ownAgain(parting, names);
    const isOurs = parting.theirs.length === 0 && own.every((entry, index) => entry === parting.ours[index]);
    const { lines, end } = isOurs ? { lines: [], end: ownEnds.get(parting.file) } : relinked(parting, own, theirEnds);
    if (end !== undefined) ends.set(parting.file, end);
    if (isOurs) continue;
    const bytes = Buffer.concat([parting.theirBytes, Buffer.from(lines.join(''))]);
    tails.push({ file: parting.file, size: parting.size, bytes });
  }
  return {
    tails,
    ends,
    objects: new Map([...theirs].filter(([path]) => classify(path).kind === 'object' && !ours.has(path))),
    renamed: [...names].filter(([from, to]) => from !== to).map(([from, to]) => ({ from, to })),
    taken: partings.reduce((sum, parting) => sum + parting.theirs.length, 0),
  };
}

/** HEADS, if it can be trusted. */
function checkpointIn(files: Files): Checkpoint {
  const bytes = files.get(HEADS);
  const reading = bytes && readCheckpoint(bytes);
  if (reading === undefined) return new Map();
  if (reading.state === 'whole') return reading.checkpoint;
  throw reading.state === 'newer' ? newerLedger([NEWER_CHECKPOINT]) : damaged([`${HEADS} was changed`]);
}

/** What each tag of ours that theirs lacks is called from now on. */
function namesNow(parting: Parting, theirEnd: ChainEnd | undefined): [string, string][] {
  let number = theirEnd?.tags ?? 0;
  return parting.ours.flatMap((entry): [string, string][] => {
    const tag = tagGivenBy(entry);
    if (tag === undefined) return [];
    const same = sameJob(parting, entry);
    return [[tag, (same && tagGivenBy(same)) ?? tagOf(parting.component, ++number)]];
  });
}

/** The entry of theirs that is of the same job; a Refusal if it is of another snapshot. */
function sameJob({ theirJobs }: Parting, entry: LedgerEntry): LedgerEntry | undefined {
  const same = theirJobs.get(entry.job);
  if (same === undefined || same['digest'] === entry['digest']) return same;
  throw new Refusal({
    code: 'ledger-conflict',
    message: `job ${entry.job} has recorded ${tagGivenBy(entry)} as ${entry['digest']}, and in the config repo ${tagGivenBy(same)} as ${same['digest']}`,
    hint: 'rolebake ledger verify; one of the two ledgers was not written by rolebake alone',
  });
}

/** Our entries that theirs lacks, as they read now but for their links. */
function ownAgain(parting: Parting, names: Names): LedgerEntry[] {
  const own = parting.ours.filter((entry) => sameJob(parting, entry) === undefined);
  return own.map((entry) => {
    const tag = tagGivenBy(entry);
    const again = renamedIn(entry, names);
    if (tag === undefined || names.get(tag) === tag) return again;
    const formerly = Array.isArray(entry['formerly']) ? [...entry['formerly'], tag] : [tag];
    return { ...again, formerly };
  });
}

/** The lines of these entries behind theirs, and where the file then ends. */
function relinked({ file, component }: Parting, own: readonly LedgerEntry[], theirEnds: Checkpoint) {
  let end: ChainEnd = theirEnds.get(file) ?? { count: 0, tags: 0, last: genesisOf(component) };
  const lines: string[] = [];
  for (const entry of own) {
    const number = tagGivenBy(entry) === undefined ? {} : { number: end.tags + 1 };
    const line = lineOf({ ...entry, ...number, previous: end.last, sequence: end.count + 1 });
    lines.push(line);
    end = endAfter(end, line);
  }
  return { lines, end };
}
