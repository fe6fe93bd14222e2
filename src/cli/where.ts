import type { Ledger, TagRecord } from '../ledger/ledger.ts';
import type { LedgerView } from '../ledger/ledger-view.ts';
import { parentsOf } from '../ledger/ledger-view.ts';
import type { Tag } from '../ledger/tag.ts';
import { parseWhere, type WhereContext } from '../ledger/where.ts';
import { packagesOf } from './tag-packages.ts';

/** Those of the tags that fit every condition. Refuses with `usage` what is no condition. */
export async function selected(
  records: readonly TagRecord[],
  conditions: readonly string[],
  { view, ledger }: { readonly view: LedgerView; readonly ledger: Ledger },
): Promise<TagRecord[]> {
  const parsed = conditions.map(parseWhere);
  const context = contextOf(view, ledger);
  const found: TagRecord[] = [];
  for (const record of records) {
    let fits = true;
    for (const condition of parsed) fits &&= await condition(record, context);
    if (fits) found.push(record);
  }
  return found;
}

function contextOf(view: LedgerView, ledger: Ledger): WhereContext {
  const heads = new Set(view.heads().map(({ tag }) => tag));
  const isOf = (tag: Tag, wanted: string) => tag === wanted || tag.startsWith(`${wanted}@`);
  return {
    isHead: ({ tag }) => heads.has(tag),
    isBuiltOn: ({ entry }, wanted) => {
      const seen = new Set<Tag>();
      for (let level = parentsOf(entry); level.length > 0; ) {
        if (level.some((tag) => isOf(tag, wanted))) return true;
        for (const tag of level) seen.add(tag);
        const above = level.flatMap((tag) => view.tag(tag)?.entry ?? []).flatMap(parentsOf);
        level = [...new Set(above)].filter((tag) => !seen.has(tag));
      }
      return false;
    },
    packages: (record) => packagesOf(ledger, record),
  };
}
