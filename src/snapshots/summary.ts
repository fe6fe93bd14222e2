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
