import { type LedgerView, parentsOf, type TagRecord } from './ledger-view.ts';
import type { Tag } from './tag.ts';

/** What a tag was made from, and what was made from it. */
export interface Lineage {
  readonly tag: Tag;
  /** The tag itself, its ancestors and its descendants, each once. */
  readonly records: readonly TagRecord[];
  /** Parent and child, both among the records. */
  readonly edges: readonly (readonly [parent: Tag, child: Tag])[];
}

/** The lineage of a tag, so many levels up and down. Pure. */
export function lineageOf(view: LedgerView, tag: Tag, depth = Number.POSITIVE_INFINITY): Lineage {
  const above = reached(tag, depth, (one) => recordParents(view, one));
  const below = reached(tag, depth, (one) => view.childrenOf(one));
  const records = [...new Set([...[...above].reverse(), ...below])].flatMap((one) => view.tag(one) ?? []);
  const inAbove = (one: Tag) => above.has(one);
  const inBelow = (one: Tag) => below.has(one);
  const edges = records.flatMap((record) =>
    recordParents(view, record.tag)
      .filter((parent) => (inAbove(parent) && inAbove(record.tag)) || (inBelow(parent) && inBelow(record.tag)))
      .map((parent) => [parent, record.tag] as const),
  );
  return { tag, records, edges };
}

const recordParents = (view: LedgerView, tag: Tag): Tag[] => {
  const record = view.tag(tag);
  return record === undefined ? [] : [...new Set(parentsOf(record.entry))];
};

/** The tag and all that can be reached from it in so many steps, nearest first. */
function reached(tag: Tag, depth: number, next: (tag: Tag) => readonly Tag[]): Set<Tag> {
  const found = new Set([tag]);
  let level: Tag[] = [tag];
  for (let step = 0; step < depth && level.length > 0; step++) {
    level = [...new Set(level.flatMap(next))].filter((one) => !found.has(one));
    for (const one of level) found.add(one);
  }
  return found;
}
