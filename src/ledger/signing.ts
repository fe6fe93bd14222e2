import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Output, Run } from '../host/processes.ts';
import { Refusal } from '../problem/problem.ts';

/** What a signature of a ledger is for, as `ssh-keygen -Y` has it with `-n`. */
const NAMESPACE = 'rolebake-ledger';

/** Whose signatures count, and the key to sign with. */
export interface SigningSettings {
  /** A file as `ssh-keygen -Y verify` reads it (see ALLOWED SIGNERS in ssh-keygen(1)). */
  readonly allowedSigners: string;
  /** File of a private key, or of a public one whose private half an agent has; or a public key itself. Asked for when it is needed. */
  readonly key: () => Promise<string | undefined>;
}

/** Whose a signature is, or why it counts for nothing. */
export type SignatureVerdict = { readonly signer: string } | { readonly why: string };

/** Signs checkpoints and says whose signatures are good. */
export interface Signer {
  readonly allowedSigners: string;
  /** The bytes of HEADS.sig for these of HEADS. A Refusal if there is no key, or it does not sign. */
  sign(heads: Buffer): Promise<string>;
  /** Whose signature it is, at a time (RFC 3339), which decides between the lines of allowed signers. */
  check(heads: Buffer, signature: Buffer, at: string): Promise<SignatureVerdict>;
}

/** Signs and checks with `ssh-keygen`, which knows every kind of key, agent and token. */
export function sshSigner({ allowedSigners, key }: SigningSettings, run: Run): Signer {
  return {
    allowedSigners,
    sign: (heads) => inScratch(async (scratch) => sign(heads, { key: await key(), scratch, run })),
    check: (heads, signature, at) =>
      inScratch(async (scratch) => {
        const file = join(scratch, 'signature');
        await writeFile(file, signature);
        return check(heads, { file, time: `-Overify-time=${timeOf(at)}`, allowedSigners, run });
      }),
  };
}

async function inScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), 'rolebake-signature-'));
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Signing {
  readonly key: string | undefined;
  readonly scratch: string;
  readonly run: Run;
}

async function sign(heads: Buffer, { key, scratch, run }: Signing): Promise<string> {
  if (key === undefined) {
    throw new Refusal({
      code: 'no-signing-key',
      message: 'this ledger is signed, and there is no key to sign with',
      hint: 'git config --global gpg.format ssh; git config --global user.signingkey ~/.ssh/id_ed25519.pub',
    });
  }
  const literal = /^(?:key::)?((?:ssh|ecdsa|sk)-\S+ .+)$/.exec(key)?.[1];
  const file = literal === undefined ? key : join(scratch, 'key.pub');
  if (literal !== undefined) await writeFile(file, `${literal}\n`);
  const output = await run({ argv: ['ssh-keygen', '-Y', 'sign', '-n', NAMESPACE, '-f', file], input: heads });
  if (output.code === 0) return output.stdout;
  throw new Refusal({
    code: 'no-signing-key',
    message: `ssh-keygen does not sign with ${key}: ${lastWords(output)}`,
    hint: 'ssh-add -l lists the keys that your agent has',
  });
}

interface Check {
  readonly file: string;
  readonly time: string;
  readonly allowedSigners: string;
  readonly run: Run;
}

async function check(heads: Buffer, { file, time, allowedSigners, run }: Check): Promise<SignatureVerdict> {
  const common = ['-n', NAMESPACE, '-s', file, '-f', allowedSigners, time];
  const found = await run({ argv: ['ssh-keygen', '-Y', 'find-principals', ...common], input: heads });
  const [signer] = found.stdout.split('\n');
  if (found.code !== 0 || !signer) return { why: `it is of no allowed signer: ${lastWords(found)}` };
  const verified = await run({ argv: ['ssh-keygen', '-Y', 'verify', ...common, '-I', signer], input: heads });
  return verified.code === 0 ? { signer } : { why: `it does not fit the checkpoint: ${lastWords(verified)}` };
}

function lastWords({ stdout, stderr }: Output): string {
  return (stderr.trim() || stdout.trim()).split('\n').at(-1)?.trim() ?? '';
}

/** A time as ssh-keygen reads it: UTC, in seconds. */
function timeOf(at: string): string {
  return `${at.slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
}
