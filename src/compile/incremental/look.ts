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

/**
 * Looks at the files of a catalog, or only at those named; reads only those that may have changed. Undefined if one
 * cannot be read.
 */
export function lookAt(
  listing: CatalogListing,
  last: LastCompile,
  looked: number,
  only?: ReadonlySet<string>,
): Look | undefined {
  const before = new Map(last.inputs.map((input) => [input.path, input]));
  const byName = pathsByName(listing.names);
  const changed = new Set(before.keys());
  const inputs: Input[] = [];
  for (const path of listing.names) {
    const known = before.get(path);
    const isTrusted = known && only?.has(path) === false;
    const input = isTrusted ? known : inputAt(listing, path, byName, { known, looked: last.looked });
    if (!input) return undefined;
    if (known?.hash === input.hash) changed.delete(path);
    else changed.add(path);
    inputs.push(input);
  }
  const isSame = changed.size === 0 && inputs.every((input) => before.get(input.path) === input);
  return { inputs, changed, isSame, looked };
}

type ByName = ReadonlyMap<string, readonly string[]>;

/** A file as it is now: the known one if its stamp shows that it is the same. */
function inputAt(
  listing: CatalogListing,
  path: string,
  byName: ByName,
  last: { readonly known: Input | undefined; readonly looked: number },
): Input | undefined {
  const stamp = stampAt(join(listing.folder, path)) ?? UNKNOWN;
  if (last.known && isSameStamp(last.known.stamp, stamp) && isSettled(stamp, last.looked)) return last.known;
  const { texts, problems } = readListed({ ...listing, problems: [] }, [path]);
  return problems.length > 0 ? undefined : inputOf(path, texts.get(path) ?? '', stamp, byName);
}

/** An input as it is kept. */
export const inputOf = (path: string, text: string, stamp: Stamp, byName: ByName): Input => ({
  path,
  hash: contentHash(text),
  stamp,
  mentions: mentionsIn(path, text, byName),
});
