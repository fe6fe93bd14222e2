import { readTop } from './checkpoint.ts';
import { type CurrentHeads, currentHeads } from './current-heads.ts';
import { DamagedIndex, isDamagedIndex } from './damaged-index.ts';
import type { ChainEnd } from './entry.ts';
import type { LedgerFault } from './fault.ts';
import { type FileStat, isSameFile, isSettled, statOf } from './file-stat.ts';
import type { Others } from './folder-source.ts';
import { type IndexedFile, LedgerIndex } from './ledger-index.ts';
import { fileOf } from './paths.ts';
import { pendingFiles } from './pending-files.ts';
import type { LedgerPlace } from './place.ts';
import { damaged, newerLedger } from './refusals.ts';
import { openSeen, type Seen, type SeenEnd } from './seen.ts';
import { seenFaults } from './seen-faults.ts';
import { signatureOf } from './signature.ts';
import type { FileToSurvey } from './survey.ts';
import { surveyFolder } from './survey-folder.ts';
import { type Component, parseComponent } from './tag.ts';
import { goneFile } from './verify.ts';

/** A ledger as it was found to be whole at one moment. */
export interface Found {
  readonly current: CurrentHeads;
  readonly files: ReadonlyMap<Component, IndexedFile>;
  /** What of it is not on disk yet. */
  readonly others: Others;
}

/** What a machine has beside a ledger. */
export interface Memory extends Disposable {
  readonly index: LedgerIndex;
  readonly seen: Seen;
}

/** Does something with what this machine has beside a ledger; once more where the index is damaged, with another one. */
export async function withMemory<T>(place: LedgerPlace, act: (memory: Memory) => Promise<T>): Promise<T> {
  const once = async () => {
    using memory = openMemory(place);
    return await act(memory);
  };
  return await once().catch((error: unknown) => {
    if (place.isOnlyRead === true || !isDamagedIndex(error)) throw error;
    LedgerIndex.remove(place.dir);
    return once();
  });
}

function openMemory({ dir, state, isOnlyRead = false }: LedgerPlace): Memory {
  const index = isOnlyRead ? LedgerIndex.look(dir) : LedgerIndex.open(dir);
  const seen = openSeen(isOnlyRead ? undefined : state, dir);
  return {
    index,
    seen,
    [Symbol.dispose]: () => {
      index[Symbol.dispose]();
      seen[Symbol.dispose]();
    },
  };
}

/**
 * Makes sure that a ledger is whole, reading only files that are not those that were read before. A Refusal that says all
 * that is wrong otherwise. What entries refer to in other files is for `verify` alone.
 */
export async function refresh(place: LedgerPlace, memory: Memory): Promise<Found> {
  const others = await pendingFiles(place.dir);
  const current = await currentHeads(place, memory, others);
  const seen = current.isSeen ? new Map<string, SeenEnd>() : memory.seen.ends();
  const expected = compare(place.dir, { memory, current, seen, others });
  const survey = await surveyFolder(place.dir, others, { files: expected.work, objects: [] });
  if (survey.newer.length > 0) throw newerLedger(survey.newer);
  const faults = [
    ...(await signatureFaults(place, current)),
    ...(current.isSeen ? [] : seenFaults(seen, current.heads.checkpoint, survey.files)),
    ...expected.gone,
    ...survey.files.flatMap((finding) => finding.faults),
  ];
  if (faults.length > 0) throw damaged(faults.map((fault) => fault.message));
  const fresh = survey.files.flatMap((finding): IndexedFile[] => {
    const stat = expected.stats.get(finding.component) ?? NO_FILE;
    return [{ component: finding.component, end: finding.end, stat, newest: finding.newest, later: finding.later }];
  });
  if (others.size === 0) remember(memory, current, fresh);
  return { current, files: inOrder(expected.same, fresh), others };
}

/** The stat of a file that is not as it is to be yet: like none on disk. */
const NO_FILE: FileStat = { size: -1, inode: 0, modified: 0, changed: 0, read: 0 };

interface Comparison {
  /** Files that are those that were read before. */
  readonly same: ReadonlyMap<Component, IndexedFile>;
  readonly work: readonly FileToSurvey[];
  /** Of the files to be looked at, before they are. */
  readonly stats: ReadonlyMap<Component, FileStat>;
  readonly gone: readonly LedgerFault[];
}

interface Known {
  readonly memory: Memory;
  readonly current: CurrentHeads;
  readonly seen: ReadonlyMap<string, SeenEnd>;
  readonly others: Others;
}

function compare(dir: string, { memory, current, seen, others }: Known): Comparison {
  const known = new Map(filesOf(memory.index, current).map((file) => [file.component, file]));
  const [same, stats] = [new Map<Component, IndexedFile>(), new Map<Component, FileStat>()];
  const [work, gone]: [FileToSurvey[], LedgerFault[]] = [[], []];
  for (const [component, promised] of current.isIndexed && current.isSeen ? endsOf(known) : endsIn(current)) {
    const path = fileOf(component);
    const stat = others.has(path) ? NO_FILE : statOf(`${dir}/${path}`);
    const before = known.get(component);
    const since = seen.get(path);
    if (stat === undefined) gone.push(goneFile(path, promised));
    else if (before && isAsRead(before, promised, stat) && (since === undefined || since.count >= promised.count)) {
      same.set(component, before);
    } else {
      stats.set(component, stat);
      work.push({ component, promised, seen: since });
    }
  }
  return { same, work, stats, gone };
}

/** Every file of the index; where that is to have all of them, and nobody has written since, together they have all entries. */
function filesOf(index: LedgerIndex, { heads, isIndexed, indexMoment }: CurrentHeads): IndexedFile[] {
  const files = index.files();
  const entries = files.reduce((sum, { end }) => sum + end.count, 0);
  const isAll = heads.isNone || entries === readTop(heads.bytes).entries;
  if (isIndexed && !isAll && index.moment() === indexMoment) throw new DamagedIndex();
  return files;
}

const endsOf = (known: ReadonlyMap<Component, IndexedFile>): [Component, ChainEnd][] =>
  [...known.values()].map(({ component, end }) => [component, end]);

const endsIn = ({ heads }: CurrentHeads): [Component, ChainEnd][] =>
  [...heads.checkpoint].map(([file, end]) => [parseComponent(file.slice(0, -'.jsonl'.length)), end]);

function isAsRead(before: IndexedFile, promised: ChainEnd, stat: FileStat): boolean {
  const { end } = before;
  const isPromised = end.last === promised.last && end.count === promised.count && end.tags === promised.tags;
  return isPromised && isSameFile(before.stat, stat) && isSettled(before.stat);
}

async function signatureFaults(place: LedgerPlace, current: CurrentHeads): Promise<LedgerFault[]> {
  if (place.signer === undefined || current.isSeen || current.heads.isNone) return [];
  const verdict = await signatureOf(current, place.signer, place.now);
  return 'fault' in verdict ? [verdict.fault] : [];
}

/** Keeps what was found for the next reader, unless a writer has gone on meanwhile. */
function remember({ index, seen }: Memory, current: CurrentHeads, fresh: readonly IndexedFile[]): void {
  const { heads, isIndexed, isSeen, name, indexMoment } = current;
  if (fresh.length > 0 || !isIndexed) {
    index.keep((writer) => {
      if (!writer.isAt(indexMoment)) return;
      for (const file of fresh) writer.putFile(file);
      if (!isIndexed) writer.keepOnly(new Set(endsIn(current).map(([component]) => component)));
      if (!isIndexed) writer.putHeads(heads, true);
    });
  }
  if (!isSeen) seen.advance(name, heads.checkpoint);
}

function inOrder(same: ReadonlyMap<Component, IndexedFile>, fresh: readonly IndexedFile[]) {
  if (fresh.length === 0) return same;
  const all = [...same.values(), ...fresh].sort((a, b) => (a.component < b.component ? -1 : 1));
  return new Map(all.map((file) => [file.component, file]));
}
