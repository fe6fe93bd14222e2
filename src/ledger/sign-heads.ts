import { Refusal } from '../problem/problem.ts';
import type { Heads } from './heads.ts';
import type { LedgerPlace } from './place.ts';
import { countsLike, signatureOf } from './signature.ts';

/** The signature of the checkpoint before, and whether this machine has found it good. */
interface SignatureBefore {
  readonly signature: Buffer | undefined;
  readonly isSeen: boolean;
}

/**
 * The signature that a new checkpoint gets; undefined where ledgers are not signed. A signed one stays signed, and none
 * is signed with a key whose signature would not count.
 */
export async function signHeads(
  { signer, now }: LedgerPlace,
  heads: Heads,
  before: SignatureBefore,
): Promise<string | undefined> {
  if (signer === undefined) {
    if (before.signature === undefined) return undefined;
    throw refusal('this ledger is signed, and rolebake.yaml does not say so', 'set ledger_signing in rolebake.yaml');
  }
  const signature = await signer.sign(heads.bytes);
  const made = Buffer.from(signature);
  if (before.isSeen && before.signature && countsLike(made, before.signature, signer)) return signature;
  const verdict = await signatureOf({ heads, signature: made }, signer, now);
  if ('signer' in verdict) return signature;
  throw refusal(
    `the key to sign with does not count: ${verdict.fault.message}`,
    `add its line to ${signer.allowedSigners}`,
  );
}

function refusal(message: string, hint: string): Refusal {
  return new Refusal({ code: 'no-signing-key', message, hint });
}
