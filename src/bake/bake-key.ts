import type { Files } from '../compile/part.ts';
import type { RoleCode } from '../compile/role-code.ts';
import { digestOf } from '../naming/digest.ts';

/** Changes whenever a bake does something else with the same inputs. */
const BAKE_FORMAT = 5;

/** The part that says which state of Debian's archive packages come from. */
export const ARCHIVE_PART = 'package archive';

/** The digest of each thing that goes into a bake, by name. */
export type KeyParts = Readonly<Record<string, string>>;

/** The part that says how bakes are done. */
export const FORMAT_PART = 'bake format';
export const FORMAT_DIGEST = digestOf(String(BAKE_FORMAT));

/** A part for each profile and role whose code this is, and one for what they share. */
export const codeParts = (code: RoleCode): KeyParts =>
  Object.fromEntries([...code].flatMap(([owner, files]) => (files.length === 0 ? [] : [[owner, filesDigest(files)]])));

/** Roles share the code of profiles: each is hashed once. */
const known = new WeakMap<Files, string>();

/** Digest of generated files: of every path with its contents. */
function filesDigest(files: Files): string {
  const digest = known.get(files) ?? digestOf(JSON.stringify([...files].sort(([a], [b]) => (a < b ? -1 : 1))));
  known.set(files, digest);
  return digest;
}

/** The bake key: the hash of everything that goes into a bake. The same key is never baked twice. */
export const bakeKey = (parts: KeyParts): string =>
  digestOf(JSON.stringify(Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1))));
