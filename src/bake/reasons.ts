import type { TagRecord } from '../ledger/ledger.ts';
import type { Place } from '../problem/problem.ts';
import { ARCHIVE_PART, FORMAT_PART, type KeyParts } from './bake-key.ts';
import type { MovedPackage } from './moved-packages.ts';

/** Why a role is baked. */
export type Reason =
  | { readonly why: 'never-baked' }
  /** The image of the newest tag is not on this host, or not whole. */
  | { readonly why: 'snapshot-missing'; readonly tag: string }
  | Difference;

/** A part of the bake key that the newest tag does not have so. */
export interface Difference {
  readonly why: 'new' | 'gone' | 'changed';
  /** Name of the part, such as `app/shop` or `profile nginx`. */
  readonly part: string;
  /** What it was and what it is, where that has a short name: a tag's number, a tool. */
  readonly before?: string;
  readonly now?: string;
  /** Where the catalog says it, where that is known; a line only if the last bake's code is known too. */
  readonly place?: Pick<Place, 'file'> & Partial<Place>;
}

/** What a bake is made of, as far as reasons tell of it. */
export interface Made {
  readonly parts: KeyParts;
  readonly target: string;
  readonly parents: readonly { readonly tag: string }[];
  /** The packages of the head that its archive offers otherwise by now, where that is known. */
  readonly moved?: readonly MovedPackage[] | undefined;
}

/** Why a role with this head is to be baked; none if the head has the same key and is here. */
export function reasonsFor(head: TagRecord | undefined, made: Made, isPresent: (digest: string) => boolean): Reason[] {
  const bake = head?.entry.bake;
  if (!head || !bake) return [{ why: 'never-baked' }];
  const before: Made = { parts: bake.parts, target: bake.target, parents: head.entry.parents };
  const differences = differing(before.parts, made.parts).flatMap((part): Difference[] => {
    if (part === ARCHIVE_PART && made.moved) return made.moved.map(ofPackage);
    const [was, is] = [shortName(part, before), shortName(part, made)];
    const named = { ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { now: is }) };
    return [{ why: whyOf(part, before.parts, made.parts), part, ...named }];
  });
  if (differences.length > 0 || isPresent(head.entry.digest)) return differences;
  return [{ why: 'snapshot-missing', tag: head.tag }];
}

/** An archive that has moved is a reason only by the packages that the image has. */
const ofPackage = ({ name, before, now }: MovedPackage): Difference => ({
  ...{ why: 'changed', part: `package ${name}`, before, now },
});

const whyOf = (part: string, before: KeyParts, now: KeyParts): Difference['why'] =>
  before[part] === undefined ? 'new' : now[part] === undefined ? 'gone' : 'changed';

/** Names of the parts that differ. Another way to bake, or another tool, makes all code another. */
function differing(before: KeyParts, now: KeyParts): string[] {
  if (before[FORMAT_PART] !== now[FORMAT_PART]) return [FORMAT_PART];
  const names = new Set([...Object.keys(now), ...Object.keys(before)]);
  const differ = [...names].filter((name) => before[name] !== now[name]).sort();
  return differ.includes('target') ? differ.filter((name) => !isCode(name)) : differ;
}

/** Whether a part is of generated code. */
export const isCode = (part: string): boolean => part === 'shared code' || /^(profile|role) /.test(part);

function shortName(part: string, made: Made): string | undefined {
  if (part === 'target') return made.target;
  return made.parents.find(({ tag }) => tag.startsWith(`${part}@`))?.tag.slice(part.length);
}

/** A reason for people: `profile nginx (catalog/profiles/nginx.yaml:12)`. */
export function reasonText(reason: Reason): string {
  if (reason.why === 'never-baked') return 'never baked';
  if (reason.why === 'snapshot-missing') return `the snapshot of ${reason.tag} is not here, or not whole`;
  const { why, part, before, now, place } = reason;
  const named = before !== undefined && now !== undefined && before !== now ? `${before} -> ${now}` : undefined;
  const at = place && `${place.file}${place.line === undefined ? '' : `:${place.line}`}`;
  const more = named ?? (why === 'changed' ? at : why);
  return more === undefined ? part : `${part} (${more})`;
}
