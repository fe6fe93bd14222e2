import type { Parent } from '../ledger/entry.ts';
import type { TagRecord, TagStanding } from '../ledger/ledger-view.ts';
import { parentsOf } from '../ledger/ledger-view.ts';
import { componentOf, splitTag, type Tag } from '../ledger/tag.ts';
import { visible } from './problems/visible.ts';

/** What a person must know of a tag at once, a few words each: `revoked (CVE-2026-1)`, `stable`. */
export function marksOf({ revoked, deprecated, channels, builtOnRevoked }: TagStanding): string[] {
  return [
    ...(revoked ? [`revoked (${visible(revoked.text)})`] : []),
    ...(builtOnRevoked.length > 0 ? [`built on revoked ${builtOnRevoked.join(', ')}`] : []),
    ...(deprecated ? [`deprecated (${visible(deprecated.text)})`] : []),
    ...channels,
  ];
}

/** The heads that tags would be baked on today: tells those that are newer than the parents of a tag. */
export function behindOf(heads: readonly TagRecord[]): (record: TagRecord) => Tag[] {
  const headOf = new Map(heads.map(({ tag }) => [componentOf(tag), tag] as const));
  const newer = (parent: Tag): readonly Tag[] => {
    const head = headOf.get(componentOf(parent));
    return head !== undefined && splitTag(head).number > splitTag(parent).number ? [head] : [];
  };
  // Thousands of roles have the same parent.
  const known = new Map<string, readonly Tag[]>();
  const newerThan = (parent: Parent): readonly Tag[] => {
    const found = known.get(parent.tag) ?? parentsOf({ parents: [parent] }).flatMap(newer);
    known.set(parent.tag, found);
    return found;
  };
  return ({ entry }) => entry.parents.flatMap(newerThan);
}

/** What a tag was made of, in a few words. */
export const aboutTag = (entry: TagRecord['entry']): string => {
  if (entry.bake) return `${entry.bake.target}, on ${entry.parents.map((parent) => parent.tag).join(' + ')}`;
  const { version, packages } = entry.details;
  return version !== undefined ? `version ${version}` : packages !== undefined ? `${packages} packages` : '';
};
