import type { Digest } from '../naming/digest.ts';

/** What a store knows of a snapshot without reading it. */
export interface SnapshotSummary {
  readonly digest: Digest;
  readonly parent: Digest | null;
  readonly tree: string;
  /** Of the compressed layer. */
  readonly bytes: number;
  /** When a bake last made it or found it there, in milliseconds since 1970. */
  readonly touched: number;
}

/** What may need a snapshot. */
interface Needs {
  readonly all: readonly SnapshotSummary[];
  /** Digests that tags name. */
  readonly tagged: ReadonlySet<string>;
  /** Trees that machines stand on. */
  readonly mounted: ReadonlySet<string>;
}

/** Whether no tag names a snapshot, no machine stands on it, and it lies below none of which that is so. */
export function isUntagged(one: SnapshotSummary, needs: Needs): boolean {
  if (needs.tagged.has(one.digest) || needs.mounted.has(one.tree)) return false;
  return needs.all.filter(({ parent }) => parent === one.digest).every((child) => isUntagged(child, needs));
}
