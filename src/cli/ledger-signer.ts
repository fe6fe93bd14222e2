import type { Run } from '../host/processes.ts';
import { type Signer, sshSigner } from '../ledger/signing.ts';
import { Refusal } from '../problem/problem.ts';
import type { Settings } from './settings.ts';

/** Who signs the ledger and whose signatures count, from rolebake.yaml and git's settings; undefined: nobody signs it. */
export async function ledgerSigner({ root, ledgerSigning }: Settings, run: Run): Promise<Signer | undefined> {
  if (ledgerSigning === undefined) return undefined;
  const allowedSigners = ledgerSigning.allowedSigners ?? (await gitPath(root, run, 'gpg.ssh.allowedSignersFile'));
  if (allowedSigners === undefined) {
    throw new Refusal({
      code: 'missing-key',
      message: 'ledger_signing does not say whose signatures count, and neither does git',
      hint: 'set ledger_signing.allowed_signers in rolebake.yaml, or git config gpg.ssh.allowedSignersFile',
    });
  }
  return sshSigner({ allowedSigners, key: async () => ledgerSigning.key ?? (await gitKey(root, run)) }, run);
}

/** The key that git signs with, if that is an ssh key. */
async function gitKey(root: string, run: Run): Promise<string | undefined> {
  if ((await gitSetting(root, run, ['gpg.format'])) !== 'ssh') return undefined;
  const key = await gitSetting(root, run, ['user.signingKey']);
  return key === undefined || /^(key::|(ssh|ecdsa|sk)-)/.test(key) ? key : await gitPath(root, run, 'user.signingKey');
}

const gitPath = (root: string, run: Run, name: string) => gitSetting(root, run, ['--type=path', name]);

async function gitSetting(root: string, run: Run, which: readonly string[]): Promise<string | undefined> {
  const { code, stdout } = await run({ argv: ['git', '-C', root, 'config', '--get', ...which] });
  return code === 0 ? stdout.replace(/\n$/, '') : undefined;
}
