import { currentHeads } from './current-heads.ts';
import { type FileStat, isSameFile, isSettled, statOf } from './file-stat.ts';
import { viewOfFound } from './found-view.ts';
import type { LedgerView } from './ledger-view.ts';
import { fileOf } from './paths.ts';
import { pendingFiles } from './pending-files.ts';
import type { LedgerPlace } from './place.ts';
import { type Found, type Memory, refresh } from './refresh.ts';

/** A text that was made of a whole ledger, and what that was. */
export interface KeptText {
  readonly text: string;
  /** Which program has made it. */
  readonly build: string;
  /** Digest of the checkpoint. */
  readonly heads: string;
  /** The components' files, and four numbers of each one's stat: size, inode, times. */
  readonly files: readonly string[];
  readonly stats: Float64Array;
}

/** What a text is kept under, and what makes it. */
export interface TextMaker {
  readonly name: string;
  /** Another program may make another text. */
  readonly build: string;
  readonly make: (view: LedgerView) => string;
}

/**
 * The text that is made of all that a ledger says. As long as the checkpoint and every file are those of which it was
 * made, no entry is looked at. A Refusal if the ledger is damaged.
 */
export async function keptText(place: LedgerPlace, memory: Memory, { name, build, make }: TextMaker): Promise<string> {
  const kept = memory.index.text(name);
  if (kept?.build === build && (await isCurrent(kept, place, memory))) return kept.text;
  const found = await refresh(place, memory);
  const text = make(viewOfFound(place.dir, found));
  keep(memory, name, { text, build, ...madeOf(found) }, found);
  return text;
}

async function isCurrent(kept: KeptText, place: LedgerPlace, memory: Memory): Promise<boolean> {
  // Who has appended has told the index, which is sooner asked than the checkpoint is read.
  if (!memory.index.isOf(kept.heads) || (await pendingFiles(place.dir)).size > 0) return false;
  const { isSeen, heads } = await currentHeads(place, memory);
  return (
    isSeen &&
    heads.digest === kept.heads &&
    kept.files.every((file, at) => isAsKept(`${place.dir}/${file}`, kept.stats, at))
  );
}

function isAsKept(path: string, stats: Float64Array, at: number): boolean {
  const stat = statOf(path);
  const [size = -1, inode = 0, modified = 0, changed = 0] = stats.subarray(at * NUMBERS, (at + 1) * NUMBERS);
  return stat !== undefined && isSameFile(stat, { size, inode, modified, changed, read: 0 });
}

const NUMBERS = 4;

function madeOf({ current, files }: Found): Pick<KeptText, 'heads' | 'files' | 'stats'> {
  const all = [...files.values()];
  const numbers = ({ size, inode, modified, changed }: FileStat) => [size, inode, modified, changed];
  return {
    heads: current.heads.digest,
    files: all.map(({ component }) => fileOf(component)),
    stats: Float64Array.from(all.flatMap(({ stat }) => numbers(stat))),
  };
}

/** Not of files that could have changed since without their times telling, nor of what is not written yet. */
function keep({ index }: Memory, name: string, text: KeptText, { files, others }: Found): void {
  if (others.size > 0 || ![...files.values()].every(({ stat }) => isSettled(stat))) return;
  index.keep((writer) => writer.putText(name, text));
}
