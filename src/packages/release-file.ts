import { type Digest, hexDigest } from '../naming/digest.ts';

/**
 * Reads what a Release file says of the indexes of its suite: the digest of each, by its path beside the file. A file
 * of an archive (https://wiki.debian.org/DebianRepository/Format), signed inline or not.
 */
export function releaseIndexes(text: string): Map<string, Digest> {
  const section = /^SHA256:[ \t]*\n((?: .*\n?)*)/m.exec(text)?.[1] ?? '';
  const rows = section.matchAll(/^ ([0-9a-f]{64})\s+\d+\s+(\S+)$/gm);
  return new Map([...rows].map(([, hex = '', path = '']) => [path, hexDigest(hex)]));
}

/** A field of one line, such as Date or Label. */
export const releaseField = (text: string, name: string): string | undefined =>
  new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(text)?.[1]?.trim();
