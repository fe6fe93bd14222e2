import type { Tag } from './tag.ts';

/** A tag, as far as it matters to those that are built on it. */
export interface Ancestor {
  readonly parents: readonly Tag[];
  readonly revoked: boolean;
}

/**
 * Tells which revoked tags a tag is built on, the nearest first. A tag is looked up once, however often it is asked for;
 * what is not known has no parents. Without recursion: a line of data sets may be long.
 */
export function revokedAncestry(lookup: (tag: Tag) => Ancestor | undefined): (tag: Tag) => readonly Tag[] {
  const known = new Map<Tag, readonly Tag[]>();
  const parentsOf = (tag: Tag) => lookup(tag)?.parents ?? [];
  const settle = (tag: Tag) => {
    const revoked = parentsOf(tag).filter((parent) => lookup(parent)?.revoked);
    known.set(tag, [...new Set([...revoked, ...parentsOf(tag).flatMap((parent) => known.get(parent) ?? [])])]);
  };
  return (wanted) => {
    const open = [wanted];
    const begun = new Set<Tag>();
    for (let tag = open.at(-1); tag !== undefined; tag = open.at(-1)) {
      const missing = parentsOf(tag).filter((parent) => !known.has(parent) && !begun.has(parent));
      if (!known.has(tag) && !begun.has(tag) && missing.length > 0) open.push(...missing);
      else settleAndPop(tag);
      begun.add(tag);
    }
    return known.get(wanted) ?? [];

    function settleAndPop(tag: Tag): void {
      if (!known.has(tag)) settle(tag);
      open.pop();
    }
  };
}
