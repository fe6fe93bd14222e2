import type { Parent } from './entry.ts';
import { existingTag } from './ledger.ts';
import type { LedgerView, TagRecord } from './ledger-view.ts';
import { componentOf, parseTag } from './tag.ts';

/** The tag of a snapshot that had this name when it was noted down: a merge may have given it another one since. */
export function tagNow(view: LedgerView, { tag, digest }: Pick<Parent, 'tag' | 'digest'>): TagRecord {
  const named = view.tag(parseTag(tag));
  if (named?.entry.digest === digest) return named;
  const same = view.tagsOf(componentOf(parseTag(tag))).filter(({ entry }) => entry.digest === digest);
  return same.find(({ entry }) => entry.formerly?.includes(tag)) ?? existingTag(view, parseTag(tag));
}
