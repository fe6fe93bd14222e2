import type { Generated } from '../compile/compile.ts';
import { digestOf } from '../naming/digest.ts';

/** Changes whenever a bake does something else with the same inputs. */
const BAKE_FORMAT = 2;

/** The digest of each thing that goes into a bake, by name. */
export type KeyParts = Readonly<Record<string, string>>;

/** Digest of generated files: of every path with its contents. */
export const treeDigest = (tree: Generated): string =>
  digestOf(JSON.stringify([...tree].sort(([a], [b]) => (a < b ? -1 : 1))));

/** The bake key: the hash of everything that goes into a bake. The same key is never baked twice. */
export const bakeKey = (parts: KeyParts): string =>
  digestOf(JSON.stringify([BAKE_FORMAT, ...Object.entries(parts).sort(([a], [b]) => (a < b ? -1 : 1))]));
