import type { LaterEntry } from './entry.ts';

/** Something that was said of a tag, by whom and when (RFC 3339). */
export interface Remark {
  readonly text: string;
  readonly who: string;
  readonly at: string;
}

/** What the later facts of one component's file make of one of its tags. */
export interface Standing {
  /** Why it must not be used any more; the first reason counts. */
  readonly revoked?: Remark;
  /** Why it should be replaced; the first reason counts. */
  readonly deprecated?: Remark;
  /** The channels that it is in, by name. */
  readonly channels: readonly string[];
  readonly notes: readonly Remark[];
}

const UNTOUCHED: Standing = { channels: [], notes: [] };

/** What stands of all tags of one component. */
export interface Standings {
  of(number: number): Standing;
  /** Numbers of the tags in a channel, the one that was promoted last at the end; none is revoked. */
  in(channel: string): readonly number[];
  /** Every channel that a tag is in. */
  channels(): readonly string[];
}

/** Where nothing was said of any tag. */
export const NOTHING_STANDS: Standings = { of: () => UNTOUCHED, in: () => [], channels: () => [] };

/** Derives what stands from the later facts of one component's file, in their order. Pure. */
export function standingsOf(entries: Iterable<LaterEntry>): Standings {
  const standings = new Map<number, Standing>();
  const channels = new Map<string, Set<number>>();
  for (const entry of entries) {
    const before = standings.get(entry.number) ?? UNTOUCHED;
    standings.set(entry.number, after(before, entry));
    const members = 'channel' in entry ? (channels.get(entry.channel) ?? new Set()) : undefined;
    members?.delete(entry.number);
    if (entry.kind === 'promoted') members?.add(entry.number);
    if (members && 'channel' in entry) channels.set(entry.channel, members);
  }
  const members = (channel: string) =>
    [...(channels.get(channel) ?? [])].filter((number) => !standings.get(number)?.revoked);
  return {
    of: (number) => standings.get(number) ?? UNTOUCHED,
    in: members,
    channels: () => [...channels.keys()].filter((channel) => members(channel).length > 0),
  };
}

function after(before: Standing, entry: LaterEntry): Standing {
  const remark = (text: string): Remark => ({ text, who: entry.who, at: entry.at });
  switch (entry.kind) {
    case 'revoked':
      return { ...before, revoked: before.revoked ?? remark(entry.why) };
    case 'deprecated':
      return { ...before, deprecated: before.deprecated ?? remark(entry.why) };
    case 'promoted':
      return { ...before, channels: [...new Set([...before.channels, entry.channel])].sort() };
    case 'demoted':
      return { ...before, channels: before.channels.filter((channel) => channel !== entry.channel) };
    case 'note':
      return { ...before, notes: [...before.notes, remark(entry.text)] };
  }
}
