import { Refusal } from '../problem/problem.ts';
import type { Heads } from './heads.ts';
import type { LedgerPlace } from './place.ts';
import { type SignedHeads, signatureOf } from './signature.ts';

/**
 * The signature that a new checkpoint gets; undefined where ledgers are not signed. A signed one stays signed, and none
 * is signed with a key whose signature would not count.
 */
export async function signHeads(
  { signer, now }: LedgerPlace,
  heads: Heads,
  before: Pick<SignedHeads, 'signature'>,
): Promise<string | undefined> {
  if (signer === undefined) {
    if (before.signature === undefined) return undefined;
    throw refusal('this ledger is signed, and rolebake.yaml does not say so', 'set ledger_signing in rolebake.yaml');
  }
  const signature = await signer.sign(heads.bytes);
  const verdict = await signatureOf({ heads, signature: Buffer.from(signature) }, signer, now);
  if ('signer' in verdict) return signature;
  throw refusal(
    `the key to sign with does not count: ${verdict.fault.message}`,
    `add its line to ${signer.allowedSigners}`,
  );
}

function refusal(message: string, hint: string): Refusal {
  return new Refusal({ code: 'no-signing-key', message, hint });
}
