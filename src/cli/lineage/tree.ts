import type { TagRecord } from '../../ledger/ledger-view.ts';
import type { Lineage } from '../../ledger/lineage.ts';
import type { Tag } from '../../ledger/tag.ts';
import { marksOf } from '../tag-marks.ts';

/** A lineage as text: the tag, then what it was made from, then what is built on it. A tag met again is not told again. */
export function lineageTree({ tag, records, edges }: Lineage): string {
  const byTag = new Map(records.map((record) => [record.tag, record]));
  const up = group(edges.map(([parent, child]) => [child, parent]));
  const down = group(edges);
  const line = (one: Tag) => lineOf(byTag.get(one), one);
  const lines = (next: ReadonlyMap<Tag, readonly Tag[]>) => branches(tag, '', { next, line, told: new Set<Tag>() });
  const [above, below] = [lines(up), lines(down)];
  return [
    line(tag),
    ...(above.length === 0 ? ['made from no other tag'] : ['made from', ...above]),
    ...(below.length === 0 ? ['nothing is built on it'] : ['built on it', ...below]),
  ]
    .map((one) => `${one}\n`)
    .join('');
}

function group(pairs: Iterable<readonly [Tag, Tag]>): Map<Tag, Tag[]> {
  const all = new Map<Tag, Tag[]>();
  for (const [from, to] of pairs) all.set(from, [...(all.get(from) ?? []), to]);
  return all;
}

interface Walk {
  readonly next: ReadonlyMap<Tag, readonly Tag[]>;
  readonly line: (tag: Tag) => string;
  readonly told: Set<Tag>;
}

function branches(tag: Tag, indent: string, walk: Walk): string[] {
  const next = walk.next.get(tag) ?? [];
  return next.flatMap((one, index) => {
    const isLast = index === next.length - 1;
    const isNew = !walk.told.has(one);
    walk.told.add(one);
    const own = `${indent}${isLast ? '└─ ' : '├─ '}${walk.line(one)}`;
    const more = isNew ? branches(one, `${indent}${isLast ? '   ' : '│  '}`, walk) : [];
    return isNew || !walk.next.has(one) ? [own, ...more] : [`${own}  (see above)`];
  });
}

function lineOf(record: TagRecord | undefined, tag: Tag): string {
  if (record === undefined) return tag;
  const marks = marksOf(record.standing).join(', ');
  return `${tag}  ${record.entry.at.slice(0, 10)}${marks === '' ? '' : `  ${marks}`}`;
}
