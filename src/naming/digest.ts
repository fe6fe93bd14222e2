import { hash } from 'node:crypto';
import { Refusal } from '../problem/problem.ts';

/** `sha256:` and 64 hex digits. */
export type Digest = string & { readonly __brand: 'Digest' };

/** Whether something is a digest. */
export const isDigest = (value: unknown): value is Digest =>
  typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);

/** Reads a digest; refuses anything else. */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  throw new Refusal({
    code: 'wrong-value',
    message: `${JSON.stringify(text)} is no digest`,
    hint: 'sha256:<64 hex digits>',
  });
}

/** The digest of these bytes. */
export function digestOf(bytes: string | Uint8Array): Digest {
  return hexDigest(hash('sha256', bytes, 'hex'));
}

/** The digest that these 64 hex digits write. */
export function hexDigest(hex: string): Digest {
  return `sha256:${hex}` as Digest;
}

/** The 64 hex digits of a digest. */
export function hexOf(digest: Digest): string {
  return digest.slice('sha256:'.length);
}
