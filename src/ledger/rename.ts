import { componentOfEntry, type LedgerEntry } from './entry.ts';
import { isTag, splitTag } from './tag.ts';

/** The name that each tag has now, by the one that it had. */
export type Names = ReadonlyMap<string, string>;

/**
 * The entry with the names that tags have now, wherever it speaks of one; the same object if none is another. A fact
 * about a tag of its own file has that one's number.
 */
export function renamedIn(entry: LedgerEntry, names: Names): LedgerEntry {
  const about = names.get(`${componentOfEntry(entry)}@${entry['number']}`);
  const number = entry.kind !== 'tag' && about !== undefined && isTag(about) ? splitTag(about).number : entry['number'];
  let changed = number !== entry['number'];
  const renamed = JSON.parse(JSON.stringify(entry), (_key, value: unknown) => {
    const name = typeof value === 'string' ? (names.get(value) ?? value) : value;
    changed ||= name !== value;
    return name;
  });
  if (!changed) return entry;
  return number === undefined ? renamed : { ...renamed, number };
}
