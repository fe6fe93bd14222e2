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
  const newer = (parent: Tag): Tag[] => {
    const head = headOf.get(componentOf(parent));
    return head !== undefined && splitTag(head).number > splitTag(parent).number ? [head] : [];
  };
  return ({ entry }) => parentsOf(entry).flatMap(newer);
}

/** What a tag was made of, in a few words. */
export const aboutTag = (entry: TagRecord['entry']): string => {
  if (entry.bake) return `${entry.bake.target}, on ${entry.parents.map((parent) => parent.tag).join(' + ')}`;
  const { version, packages } = entry.details;
  return version !== undefined ? `version ${version}` : packages !== undefined ? `${packages} packages` : '';
};
