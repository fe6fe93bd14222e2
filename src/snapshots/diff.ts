import type { Run } from '../host/processes.ts';
import { type BytePath, below, namesIn, parentOf } from './byte-path.ts';
import { type Change, isWhiteout, listTree, stateOf } from './change.ts';
import { type Lower, lookUp, namesBelow } from './lower.ts';
import { isSame, type Placed } from './same.ts';
import { isOpaque, readXattrs, sameXattrs } from './xattrs.ts';

/** An overlay's upper folder and what it lies on. */
export interface Upper {
  readonly root: BytePath;
  /** Trees of the layers below, upmost first. */
  readonly lowers: readonly BytePath[];
  /** Later times count as this one; seconds. */
  readonly epoch: number;
}

/** A change, and what it must be compared with before it counts: an equal of the layers below. */
type Candidate = Change & { readonly equal?: Placed };

/**
 * What an upper folder changes, in its one canonical form, which depends on nothing but the merged tree and the
 * trees below: no entry that equals the one below it, no opaque folder (whiteouts stand for what it hides), no
 * whiteout of what is not there, a folder only if it differs or something in it does.
 */
export async function diff(run: Run, upper: Upper): Promise<Change[]> {
  const folders = listTree(upper.root).flatMap((change) =>
    change.kind === 'entry' && change.stat.isDirectory() ? [below(upper.root, change.path)] : [],
  );
  const notes = await readXattrs(run, folders.map(trimmed));
  const opaque = (folder: BytePath) => isOpaque(notes.get(trimmed(below(upper.root, folder))));
  const candidates: Candidate[] = [];
  await compareFolder({ upper, opaque, candidates }, '' as BytePath, { lowers: upper.lowers, hidden: false });
  const equal = await equals(run, upper.root, candidates);
  const root: Change = { kind: 'entry', path: '' as BytePath, stat: stateOf(upper.root) };
  return [root, ...pruned(candidates, withWholeLinks(candidates, equal))];
}

const trimmed = (path: BytePath) => path.replace(/\/$/, '') as BytePath;

interface Comparison {
  readonly upper: Upper;
  readonly opaque: (folder: BytePath) => boolean;
  readonly candidates: Candidate[];
}

async function compareFolder(
  comparison: Comparison,
  folder: BytePath,
  { lowers, hidden }: { lowers: readonly BytePath[]; hidden: boolean },
): Promise<void> {
  const own = new Set(namesIn(below(comparison.upper.root, folder)));
  const names = hidden ? new Set([...own, ...namesBelow(lowers)]) : own;
  for (const name of [...names].sort()) {
    const path = below(folder, name);
    const lower = lookUp(lowers, name);
    if (own.has(name)) await compareEntry(comparison, path, { lower, hidden });
    else comparison.candidates.push({ kind: 'whiteout', path });
  }
}

async function compareEntry(
  comparison: Comparison,
  path: BytePath,
  { lower, hidden }: { lower: Lower; hidden: boolean },
): Promise<void> {
  const { upper, candidates } = comparison;
  const here = below(upper.root, path);
  const stat = stateOf(here);
  if (isWhiteout(stat) || stat.isSocket()) {
    if (lower.found) candidates.push({ kind: 'whiteout', path });
    return;
  }
  const same = lower.found && (await isSame({ path: here, stat }, lower.found, upper.epoch));
  candidates.push({ kind: 'entry', path, stat, ...(same && lower.found ? { equal: lower.found } : {}) });
  if (stat.isDirectory())
    await compareFolder(comparison, path, { lowers: lower.folders, hidden: hidden || comparison.opaque(path) });
}

/** The paths that equal what is below them in extended attributes too. */
async function equals(run: Run, root: BytePath, candidates: readonly Candidate[]): Promise<Set<BytePath>> {
  const pairs = candidates.flatMap(({ path, equal }) =>
    equal ? [{ path, here: below(root, path), there: equal.path }] : [],
  );
  const found = await readXattrs(
    run,
    pairs.flatMap(({ here, there }) => [here, there]),
  );
  const attributes = (path: BytePath) => found.get(path) ?? new Map();
  const same = pairs.filter(({ here, there }) => sameXattrs(attributes(here), attributes(there)));
  return new Set(same.map(({ path }) => path));
}

/** Hard links stay together: where one name of a file changed, none of its names is equal. */
function withWholeLinks(candidates: readonly Candidate[], equal: ReadonlySet<BytePath>): Set<BytePath> {
  const links = candidates.flatMap((change) =>
    change.kind === 'entry' && !change.stat.isDirectory() && change.stat.nlink > 1n ? [change] : [],
  );
  const changed = new Set(links.filter(({ path }) => !equal.has(path)).map(({ stat }) => stat.ino));
  const broken = new Set(links.filter(({ stat }) => changed.has(stat.ino)).map(({ path }) => path));
  return new Set([...equal].filter((path) => !broken.has(path)));
}

/** What differs, and the folders that lead to it. */
function pruned(candidates: readonly Candidate[], equal: ReadonlySet<BytePath>): Change[] {
  const needed = new Set<BytePath>();
  return candidates
    .toReversed()
    .filter(({ path }) => {
      const kept = needed.has(path) || !equal.has(path);
      if (kept) needed.add(parentOf(path));
      return kept;
    })
    .toReversed();
}
