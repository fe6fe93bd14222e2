import type { LedgerFault } from './fault.ts';
import { finishWrites } from './finish.ts';
import { Heads } from './heads.ts';
import { HEADS, SIGNATURE } from './paths.ts';
import type { LedgerPlace } from './place.ts';
import { damaged } from './refusals.ts';
import { openSeen } from './seen.ts';
import { nameOf } from './signature.ts';
import { readSome } from './storage.ts';
import { verifyFolder } from './verify-folder.ts';

/** What shows only that this machine has seen another ledger here before. */
const PAST: readonly LedgerFault['kind'][] = ['rollback', 'fork'];

/**
 * Takes a ledger as it is for the newest that this machine knows, and gives what it is behind of. A Refusal if anything
 * else is wrong with it. The caller holds the ledger's lock.
 */
export async function acceptLedger(place: LedgerPlace): Promise<readonly LedgerFault[]> {
  await finishWrites(place.dir);
  const { faults } = await verifyFolder(place);
  const wrong = faults.filter(({ kind }) => !PAST.includes(kind));
  if (wrong.length > 0) throw damaged(wrong.map(({ message }) => message));
  const files = await readSome(place.dir, [HEADS, SIGNATURE]);
  const heads = Heads.read(files.get(HEADS));
  if (typeof heads === 'string') return faults;
  using seen = openSeen(place.state, place.dir);
  seen.replace(nameOf({ heads, signature: files.get(SIGNATURE) }, place.signer), heads.checkpoint);
  return faults;
}
