import { type CatalogListing, readListed } from '../../catalog/files.ts';
import { contentHash } from '../manifest.ts';
import { isSettled, type Stamp, stampAt, UNKNOWN } from '../stamp.ts';
import type { Input, InputTable } from './input-table.ts';
import type { LastCompile } from './last-compile.ts';
import { mentionsIn, type Paths } from './mentions.ts';
import { placeIn } from './sorted-paths.ts';

/** A catalog's files now, beside those of the last compile. */
export interface Look {
  readonly inputs: InputTable;
  /** Paths of files that are new, gone, or hold something else. */
  readonly changed: ReadonlySet<string>;
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
  const { names } = listing;
  const isSame = last.inputs.hasPaths(names);
  const changed = new Set(isSame ? [] : last.inputs.paths.filter((path) => placeIn(names, path) < 0));
  const fresh = new Map<string, Input>();
  const look = (path: string, at: number): boolean => {
    const input = inputIfChanged(listing, path, at, last);
    if (!input || input === 'known') return input !== undefined;
    fresh.set(path, input);
    if (at < 0 || last.inputs.hash(at) !== input.hash) changed.add(path);
    return true;
  };
  const isGood =
    isSame && only
      ? [...only].every((path) => placeIn(names, path) < 0 || look(path, placeIn(names, path)))
      : names.every((path, index) => look(path, isSame ? index : last.inputs.find(path)));
  if (!isGood) return undefined;
  return { inputs: last.inputs.with(names, fresh), changed, looked };
}

/** A file that may have changed, and is at this place in what is known; undefined if it cannot be read. */
function inputIfChanged(
  listing: CatalogListing,
  path: string,
  at: number,
  last: LastCompile,
): Input | 'known' | undefined {
  const stamp = stampAt(`${listing.folder}/${path}`) ?? UNKNOWN;
  if (at >= 0 && last.inputs.hasStamp(at, stamp) && isSettled(stamp, last.looked)) return 'known';
  const { texts, problems } = readListed({ ...listing, problems: [] }, [path]);
  const paths = { all: listing.names, has: (other: string) => placeIn(listing.names, other) >= 0 };
  return problems.length > 0 ? undefined : inputOf(path, texts.get(path) ?? '', stamp, paths);
}

/** An input as it is kept. */
export const inputOf = (path: string, text: string, stamp: Stamp, paths: Paths): Input => ({
  path,
  hash: contentHash(text),
  stamp,
  mentions: mentionsIn(path, text, paths),
});
