import { findPaths } from '../../../src/bake/seal-paths.ts';
import { SEAL_RULES } from '../../../src/bake/seal-rules.ts';
import { bytePath, display } from '../../../src/snapshots/byte-path.ts';

/** Paths of one tree that are not compared, or not in what they hold. */
export interface Uncompared {
  /** Taken as not being there, with all below it. */
  readonly isAbsent: (path: string) => boolean;
  /** Compared in all but its bytes. */
  readonly isOpaque: (path: string) => boolean;
}

/**
 * What may differ is what a seal removes from an image or rewrites in it, for the reasons that its rules give. What
 * is lost thereby of /etc/shadow and of apt's marks, the facts of the machine tell.
 */
export function uncompared(root: string): Uncompared {
  const absent = new Set<string>();
  const opaque = new Set<string>();
  for (const { path: pattern, action } of SEAL_RULES) {
    const found = findPaths(bytePath(root), pattern);
    for (const { path } of found) (action === 'remove' ? absent : opaque).add(`/${display(path)}`);
  }
  return { isAbsent: (path) => upwards(path).some((one) => absent.has(one)), isOpaque: (path) => opaque.has(path) };
}

/** A path and every folder above it. */
function upwards(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
}
