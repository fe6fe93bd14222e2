import type { Others } from './folder-source.ts';
import { Heads } from './heads.ts';
import type { LedgerIndex } from './ledger-index.ts';
import { HEADS, SIGNATURE } from './paths.ts';
import type { LedgerPlace } from './place.ts';
import { damaged, NEWER_CHECKPOINT, newerLedger } from './refusals.ts';
import { NOTHING_SEEN, type Seen } from './seen.ts';
import { nameOf, type SignedHeads } from './signature.ts';
import { readIfThere } from './storage.ts';

/** The checkpoint that is on disk, and what is known of it. */
export interface CurrentHeads extends SignedHeads {
  /** What this machine remembers it by. */
  readonly name: string;
  /** Whether this machine has found it good before, signature and all. */
  readonly isSeen: boolean;
  /** Whether the index has every file as this checkpoint has it. */
  readonly isIndexed: boolean;
  /** Of the index, when that was looked up. */
  readonly indexMoment: string;
}

/** Reads HEADS and HEADS.sig; a Refusal if HEADS is not as rolebake writes it. */
export async function currentHeads(
  place: LedgerPlace,
  { index, seen }: { readonly index: LedgerIndex; readonly seen: Seen },
  others: Others = new Map(),
): Promise<CurrentHeads> {
  const bytes = await bytesOf(place.dir, HEADS, others);
  const signature = await bytesOf(place.dir, SIGNATURE, others);
  const indexMoment = index.moment();
  const known = index.heads(bytes ?? Buffer.alloc(0));
  const heads = known?.heads ?? trusted(Heads.read(bytes));
  const name = nameOf({ heads, signature }, place.signer);
  seen.meet(name, () => heads.checkpoint);
  const isSeen = seen === NOTHING_SEEN ? place.signer === undefined : seen.knows(name);
  return { heads, signature, name, isSeen, isIndexed: known?.complete ?? false, indexMoment };
}

async function bytesOf(dir: string, path: string, others: Others): Promise<Buffer | undefined> {
  return others.has(path) ? others.get(path) : readIfThere(dir, path);
}

function trusted(heads: ReturnType<typeof Heads.read>): Heads {
  if (heads === 'newer') throw newerLedger([NEWER_CHECKPOINT]);
  if (heads === 'damaged') throw damaged([`${HEADS} was changed`]);
  return heads;
}
