import type { KnownEntry, LaterEntry, TagEntry } from './entry.ts';
import { type Standings, standingsOf } from './standing.ts';

/** One component, as its own file alone tells of it. */
export interface ComponentView {
  /** Oldest first; the tag with number N is at N - 1. */
  readonly tags: readonly TagEntry[];
  readonly standings: Standings;
}

/** The view of a component from the entries of its file, in their order. Pure. */
export function viewOf(entries: Iterable<KnownEntry>): ComponentView {
  const tags: TagEntry[] = [];
  const later: LaterEntry[] = [];
  for (const entry of entries) {
    if (entry.kind === 'tag') tags.push(entry);
    else later.push(entry);
  }
  return { tags, standings: standingsOf(later) };
}

/** The newest tag that is not revoked; of a channel, the one that was promoted to it last. */
export function headOf({ tags, standings }: ComponentView, channel?: string): TagEntry | undefined {
  if (channel !== undefined) return tags[(standings.in(channel).at(-1) ?? 0) - 1];
  return tags.findLast(({ number }) => standings.of(number).revoked === undefined);
}
