import { type Component, isComponent } from './tag.ts';

/** The checkpoint, at the root of the ledger. */
export const HEADS = 'HEADS';
/** A folder of what belongs to this machine alone: lock, intent, moved-aside tails. Git ignores it. */
export const STATE = '.state';
/** What is being written, until it is: a line, or a merge. */
export const INTENT = `${STATE}/intent`;
/** What a merge is about to write, until it has. */
export const STAGED = `${STATE}/merge`;
/** The signature of the checkpoint, if there is one. */
export const SIGNATURE = 'HEADS.sig';
const OBJECTS = 'objects/sha256/';

/** The file of a component's entries: `role/web.jsonl`. */
export function fileOf(component: Component): string {
  return `${component}.jsonl`;
}

/** The file of an object: `objects/sha256/<hex>`, of its digest `sha256:<hex>`. */
export function objectFile(digest: string): string {
  return `${OBJECTS}${digest.replace(/^sha256:/, '')}`;
}

/** What a path inside a ledger is for. */
export type LedgerPath =
  | { readonly kind: 'entries'; readonly component: Component }
  | { readonly kind: 'object'; readonly digest: string }
  | { readonly kind: 'checkpoint' | 'state' | 'foreign' };

/** Tells what a path, relative to the ledger and with `/`, is for. */
export function classify(path: string): LedgerPath {
  if (path === HEADS || path === SIGNATURE) return { kind: 'checkpoint' };
  if (path.startsWith(`${STATE}/`)) return { kind: 'state' };
  const component = path.endsWith('.jsonl') ? path.slice(0, -'.jsonl'.length) : '';
  if (isComponent(component)) return { kind: 'entries', component };
  const hex = path.startsWith(OBJECTS) ? path.slice(OBJECTS.length) : '';
  return /^[0-9a-f]{64}$/.test(hex) ? { kind: 'object', digest: `sha256:${hex}` } : { kind: 'foreign' };
}
