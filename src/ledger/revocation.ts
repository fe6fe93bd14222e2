import type { LedgerView, TagRecord } from './ledger-view.ts';
import { componentOf, type Tag } from './tag.ts';

/** What the revocation of a tag means for the rest of the ledger. */
export interface Revocation {
  readonly tag: Tag;
  /** Set if the tag was the head of its component: what is the head then, if anything. */
  readonly head?: { readonly now: Tag | undefined };
  /** The channels that it was the head of: what is their head then, if anything. */
  readonly channels: readonly { readonly channel: string; readonly now: Tag | undefined }[];
  /** Tags that are built on it, themselves not revoked, the nearest first. */
  readonly builtOnIt: readonly TagRecord[];
  /** Those of them that are heads. */
  readonly headsOnIt: readonly TagRecord[];
}

/** What a revocation changes, given the ledger without and with it. Pure. */
export function revocationOf(tag: Tag, before: LedgerView, after: LedgerView): Revocation {
  const component = componentOf(tag);
  const headIn = (view: LedgerView, channel?: string) => view.headOf(component, channel)?.tag;
  const channels = (before.tag(tag)?.standing.channels ?? []).filter((channel) => headIn(before, channel) === tag);
  const builtOnIt = descendantsOf(after, tag).filter(({ standing }) => standing.revoked === undefined);
  const heads = new Set(after.heads().map((record) => record.tag));
  return {
    tag,
    ...(headIn(before) === tag ? { head: { now: headIn(after) } } : {}),
    channels: channels.map((channel) => ({ channel, now: headIn(after, channel) })),
    builtOnIt,
    headsOnIt: builtOnIt.filter((record) => heads.has(record.tag)),
  };
}

/** Every tag that is built on this one, level by level. */
function descendantsOf(view: LedgerView, tag: Tag): TagRecord[] {
  const found = new Set<Tag>();
  for (let level: readonly Tag[] = [tag]; level.length > 0; ) {
    level = [...new Set(level.flatMap((one) => view.childrenOf(one)))].filter((one) => !found.has(one));
    for (const one of level) found.add(one);
  }
  return [...found].flatMap((one) => view.tag(one) ?? []);
}
