import type { Files } from './storage.ts';

/** Where a ledger's bytes come from: memory, or a folder that is read in pieces. */
export interface LedgerSource {
  /** Every path, in order. */
  readonly paths: readonly string[];
  /** The bytes of a file, which may be asked for several times. */
  pieces(path: string): Iterable<Buffer>;
}

/** The source that files in memory are. */
export function sourceOf(files: Files): LedgerSource {
  return { paths: [...files.keys()], pieces: (path) => [files.get(path) ?? Buffer.alloc(0)] };
}
