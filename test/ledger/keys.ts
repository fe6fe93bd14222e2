import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realEffects } from '../../src/host/effects.ts';
import { type Signer, sshSigner } from '../../src/ledger/signing.ts';

/** Makes a key and gives its line of allowed signers, with options if there are any. */
export function makeKey(
  folder: string,
  name: string,
  kind = 'ed25519',
): { file: string; line: (options?: string) => string } {
  const file = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-t', kind, '-N', '', '-C', name, '-f', file]);
  const [type, key] = readFileSync(`${file}.pub`, 'utf8').split(' ');
  return { file, line: (options = '') => `${name}@example.org ${options}${options === '' ? '' : ' '}${type} ${key}\n` };
}

/** A signer with a new key, the only one that is allowed. */
export function newSigner(folder: string, name = 'ada'): Signer {
  const key = makeKey(folder, name);
  appendFileSync(join(folder, 'signers'), key.line());
  return signerWith(folder, key.file);
}

/** A signer with a key of this file, or with a public key itself. */
export function signerWith(folder: string, key: string | undefined): Signer {
  return sshSigner({ allowedSigners: join(folder, 'signers'), key: async () => key }, realEffects.run);
}
