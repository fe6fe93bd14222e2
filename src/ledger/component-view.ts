import { canonicalJson } from './canonical.ts';
import type { KnownEntry, LaterEntry, TagEntry } from './entry.ts';
import { type Standings, standingsOf } from './standing.ts';

/** One component, as its own file alone tells of it. What is asked for last may be read from the file only then. */
export interface ComponentView {
  readonly newest: TagEntry | undefined;
  readonly standings: Standings;
  /** Whether any of its tags is revoked. */
  readonly hasRevoked: boolean;
  /** Oldest first. */
  readonly tags: readonly TagEntry[];
  /** In the order of the file. */
  readonly entries: readonly KnownEntry[];
  /** The tag with a number. */
  tag(number: number): TagEntry | undefined;
  /** What each tag was made from; nothing else of it is kept. */
  links(): Iterable<TagLink>;
}

/** A tag's number, and the canonical JSON of its parents. */
export interface TagLink {
  readonly number: number;
  readonly parents: string;
}

/** The view of a component from the entries of its file, in their order. Pure. */
export function viewOf(entries: readonly KnownEntry[]): ComponentView {
  const tags: TagEntry[] = [];
  const later: LaterEntry[] = [];
  for (const entry of entries) {
    if (entry.kind === 'tag') tags.push(entry);
    else later.push(entry);
  }
  const hasRevoked = later.some(({ kind }) => kind === 'revoked');
  return {
    ...{ newest: tags.at(-1), standings: standingsOf(later), hasRevoked, tags, entries },
    tag: (number) => numbered(tags, number),
    links: () => tags.map(({ number, parents }) => ({ number, parents: canonicalJson(parents) })),
  };
}

/** The newest tag that is not revoked; of a channel, the one that was promoted to it last. */
export function headOf(view: ComponentView, channel?: string): TagEntry | undefined {
  const { newest, standings } = view;
  if (channel !== undefined) return view.tag(standings.in(channel).at(-1) ?? 0);
  const isRevoked = (number: number) => standings.of(number).revoked !== undefined;
  return newest && isRevoked(newest.number) ? view.tags.findLast(({ number }) => !isRevoked(number)) : newest;
}

/** The tag with a number. In a whole file it is at its place; as of a moment of the past some before it may be missing. */
function numbered(tags: readonly TagEntry[], number: number): TagEntry | undefined {
  const there = tags[number - 1];
  return there?.number === number ? there : tags.find((tag) => tag.number === number);
}
