import { Refusal } from '../problem/problem.ts';
import { finishWrites } from './finish.ts';
import { Heads } from './heads.ts';
import { HEADS, SIGNATURE } from './paths.ts';
import type { LedgerPlace } from './place.ts';
import { damaged } from './refusals.ts';
import { openSeen } from './seen.ts';
import { signHeads } from './sign-heads.ts';
import { nameOf, signatureOf } from './signature.ts';
import { readSome } from './storage.ts';
import { verifyFolder } from './verify-folder.ts';
import { writeStaged } from './write-staged.ts';

/**
 * Signs the checkpoint of a ledger that is whole but for its signature, and gives whose signature it is; undefined if
 * there is no checkpoint yet. The caller holds the ledger's lock.
 */
export async function signLedger(place: LedgerPlace): Promise<string | undefined> {
  if (place.signer === undefined) {
    const hint = 'set ledger_signing in rolebake.yaml';
    throw new Refusal({ code: 'missing-key', message: 'rolebake.yaml does not say whose signatures count', hint });
  }
  await finishWrites(place.dir);
  const faults = (await verifyFolder(place)).faults.filter(({ kind }) => kind !== 'signature');
  if (faults.length > 0) throw damaged(faults.map(({ message }) => message));
  const files = await readSome(place.dir, [HEADS, SIGNATURE]);
  const before = Heads.read(files.get(HEADS));
  if (typeof before === 'string' || before.isNone) return undefined;
  const heads = Heads.of(before.checkpoint, place.now().toISOString());
  const signature = Buffer.from((await signHeads(place, heads, { signature: undefined, isSeen: false })) ?? '');
  await writeStaged(place.dir, { tails: [], heads, signature: signature.toString('utf8') }, before);
  using seen = openSeen(place.state, place.dir);
  seen.advance(nameOf({ heads, signature }, place.signer), heads.checkpoint);
  const verdict = await signatureOf({ heads, signature }, place.signer, place.now);
  return 'signer' in verdict ? verdict.signer : undefined;
}
