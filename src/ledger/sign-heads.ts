import { Refusal } from '../problem/problem.ts';
import type { Heads } from './heads.ts';
import type { LedgerPlace } from './place.ts';
import type { SignedHeads } from './signature.ts';

/** The signature that a new checkpoint gets; undefined where ledgers are not signed. A signed one stays signed. */
export async function signHeads(
  { signer }: LedgerPlace,
  heads: Heads,
  before: SignedHeads,
): Promise<string | undefined> {
  if (signer !== undefined) return signer.sign(heads.bytes);
  if (before.signature === undefined) return undefined;
  throw new Refusal({
    code: 'no-signing-key',
    message: 'this ledger is signed, and rolebake.yaml does not say whose signatures count',
    hint: 'set ledger_signing in rolebake.yaml',
  });
}
