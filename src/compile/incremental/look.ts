import { join } from 'node:path';
import { type CatalogListing, readListed } from '../../catalog/files.ts';
import { contentHash } from '../manifest.ts';
import { isSameStamp, isSettled, type Stamp, stampAt, UNKNOWN } from '../stamp.ts';
import type { Input, LastCompile } from './last-compile.ts';
import { mentionsIn, pathsByName } from './mentions.ts';

/** A catalog's files now, beside those of the last compile. */
export interface Look {
  readonly inputs: readonly Input[];
  /** Paths of files that are new, gone, or hold something else. */
  readonly changed: ReadonlySet<string>;
  /** Whether no file had to be read. */
  readonly isSame: boolean;
  /** When it began. */
  readonly looked: number;
}

/** Looks at the files of a catalog; reads only those that may have changed. Undefined if one cannot be read. */
export function lookAt(listing: CatalogListing, last: LastCompile, looked: number): Look | undefined {
  const before = new Map(last.inputs.map((input) => [input.path, input]));
  const byName = pathsByName(listing.names);
  const changed = new Set(before.keys());
  const inputs: Input[] = [];
  let isSame = true;
  for (const path of listing.names) {
    const known = before.get(path);
    const stamp = stampAt(join(listing.folder, path)) ?? UNKNOWN;
    const isKnown = known && isSameStamp(known.stamp, stamp) && isSettled(stamp, last.looked);
    const input = isKnown ? known : readInput(listing, path, stamp, byName);
    if (!input) return undefined;
    if (known?.hash === input.hash) changed.delete(path);
    else changed.add(path);
    inputs.push(input);
    isSame &&= input === known;
  }
  return { inputs, changed, isSame: isSame && changed.size === 0, looked };
}

function readInput(
  listing: CatalogListing,
  path: string,
  stamp: Stamp,
  byName: ReadonlyMap<string, readonly string[]>,
): Input | undefined {
  const { texts, problems } = readListed({ ...listing, problems: [] }, [path]);
  return problems.length > 0 ? undefined : inputOf(path, texts.get(path) ?? '', stamp, byName);
}

/** An input as it is kept. */
export const inputOf = (
  path: string,
  text: string,
  stamp: Stamp,
  byName: ReadonlyMap<string, readonly string[]>,
): Input => ({ path, hash: contentHash(text), stamp, mentions: mentionsIn(path, text, byName) });
