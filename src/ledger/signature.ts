import { readFileSync } from 'node:fs';
import { digestOf } from '../naming/digest.ts';
import { Refusal } from '../problem/problem.ts';
import type { LedgerFault } from './fault.ts';
import type { Heads } from './heads.ts';
import { HEADS, SIGNATURE } from './paths.ts';
import type { Signer } from './signing.ts';

/** A checkpoint with its signature, if it has one. */
export interface SignedHeads {
  readonly heads: Heads;
  readonly signature: Buffer | undefined;
}

/** A name for a checkpoint with its signature and whose signatures count: the same name, the same verdict. */
export function nameOf({ heads, signature }: SignedHeads, signer: Signer | undefined): string {
  if (signer === undefined) return heads.digest;
  const signers = readSigners(signer);
  return digestOf(`${heads.digest}\n${digestOf(signature ?? '')}\n${digestOf(signers)}\n`);
}

function readSigners({ allowedSigners }: Signer): Buffer {
  try {
    return readFileSync(allowedSigners);
  } catch {
    throw new Refusal({
      code: 'unreadable-file',
      message: `the allowed signers cannot be read: ${allowedSigners}`,
      hint: 'see ledger_signing in rolebake.yaml, or git config gpg.ssh.allowedSignersFile',
    });
  }
}

/** Who has signed a checkpoint, or why nobody has whose signature counts. */
export async function signatureOf(
  { heads, signature }: SignedHeads,
  signer: Signer,
  now: () => Date,
): Promise<{ readonly signer: string } | { readonly fault: LedgerFault }> {
  const fault = (message: string) => ({ fault: { kind: 'signature' as const, file: SIGNATURE, message } });
  if (signature === undefined) return fault(`${HEADS} is not signed, and it should be`);
  if (!isArmored(signature)) return fault(`${SIGNATURE} was changed: it is not as ssh-keygen writes it`);
  readSigners(signer);
  const verdict = await signer.check(heads.bytes, signature, heads.at ?? now().toISOString());
  return 'signer' in verdict ? verdict : fault(`${SIGNATURE} does not count: ${verdict.why}`);
}

const ARMOR = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n$/;
const COLUMNS = /.{1,70}/g;

/** Whether the text is the one way in which ssh-keygen writes its bytes: a change that it would pass over is one too. */
function isArmored(signature: Buffer): boolean {
  const [, body = ''] = ARMOR.exec(signature.toString('latin1')) ?? [];
  const bytes = Buffer.from(body.replaceAll('\n', ''), 'base64');
  return bytes.length > 0 && bytes.toString('base64').match(COLUMNS)?.join('\n') === body;
}

/**
 * Whether a signature that this machine has just made counts as surely as one before it, which it has found good with the
 * same allowed signers: it is of the same key, and time makes no difference.
 */
export function countsLike(made: Buffer, before: Buffer, signer: Signer): boolean {
  const key = plainKeyIn(made);
  const isTimeless = !/valid-(?:after|before)/i.test(readSigners(signer).toString('latin1'));
  return key !== undefined && isTimeless && plainKeyIn(before)?.equals(key) === true;
}

const KEY_OFFSET = 'SSHSIG'.length + 4;

/** The public key in a signature (PROTOCOL.sshsig); undefined of a certificate, which has its own times. */
function plainKeyIn(signature: Buffer): Buffer | undefined {
  if (!isArmored(signature)) return undefined;
  const bytes = Buffer.from(signature.toString('latin1').replaceAll(/-----[^-]+-----/g, ''), 'base64');
  const start = KEY_OFFSET + 4;
  if (bytes.length < start) return undefined;
  const key = bytes.subarray(start, start + bytes.readUInt32BE(KEY_OFFSET));
  return key.includes('-cert-v01@') ? undefined : key;
}
