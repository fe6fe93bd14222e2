import type { Files } from '../ledger/storage.ts';
import type { Base } from './base.ts';
import { readBlobs } from './blobs.ts';
import type { GitOptions } from './git.ts';
import { blobOid, isFile } from './plan.ts';

/** The folder of the ledger in a config repo. */
const LEDGER = 'ledger/';

/** The ledger that a branch holds, by path in the ledger. What `ours` has with the same bytes is not read again. */
export async function ledgerOf(options: GitOptions, base: Base, ours: Files, scratch: string): Promise<Files> {
  const there = [...base.tree].filter(([path, entry]) => path.startsWith(LEDGER) && isFile(entry));
  const known = new Map([...ours.values()].map((bytes) => [blobOid(bytes), bytes]));
  const oids = there.map(([, { oid }]) => oid);
  const read = await readBlobs(
    options,
    oids.filter((oid) => !known.has(oid)),
    scratch,
  );
  return new Map(
    there.map(([path, { oid }]) => [path.slice(LEDGER.length), known.get(oid) ?? read.get(oid) ?? Buffer.alloc(0)]),
  );
}
