import { Refusal } from '../../problem/problem.ts';
import type { SshConnection } from '../../ssh/connection.ts';
import { CONVERGER_PATHS, SEAL_RULES, type SealRule } from '../seal-rules.ts';
import { SEAL_PROGRAM } from './seal-program.ts';

/** What the machine itself still needs until it stops, or what only looks like a leftover in one that runs. */
const NEEDED = ['root/.ssh', 'etc/ssh/ssh_host_*', 'etc/resolv.conf', 'run/*', 'run/.*'];

/** What differs from machine to machine, or from moment to moment in one that runs. */
const PASS_OVER = [
  ...['boot/grub/grubenv', 'dev/*', 'etc/machine-id', 'etc/ssh/ssh_host_*', 'etc/resolv.conf', 'etc/hostname', 'etc/hosts'],
  ...['home/*/.ssh', 'lost+found', 'proc/*', 'root/.ssh', 'run/*', 'swapfile', 'sys/*', 'tmp/*'],
  ...['etc/network/interfaces.d/*', 'var/lib/cloud/*', 'var/lib/dhcp/*', 'var/lib/systemd/*', 'var/log/*', 'var/tmp/*', 'etc/netplan/*', 'etc/.updated', 'var/.updated'],
]; // biome-ignore format: a list

/** How a tree that a machine runs on came out of its seal. */
export interface RemotelySealed {
  /** Of what an image of the tree holds. */
  readonly digest: string;
  /** How many times a rule changed something. */
  readonly changed: number;
}

/** Where a seal works, and what it leaves for later; the defaults are those of a running machine. */
export interface RemoteSealOptions {
  readonly sourceDateEpoch: number;
  readonly root?: string;
  /** A file that is as old as the bake: keys are looked for in what has changed since. Default: everywhere. */
  readonly since?: string;
  readonly needed?: readonly string[];
}

/**
 * Seals the tree of a machine that runs on it, over ssh, except for what it needs to be reached and stopped. Refuses with
 * `leftover-found`, all at once, or `command-failed`. Sealing twice is sealing once.
 */
export async function sealRunning(
  ssh: Pick<SshConnection, 'run'>,
  { sourceDateEpoch, root = '/', since = '', needed = NEEDED }: RemoteSealOptions,
): Promise<RemotelySealed> {
  const isLater = ({ path }: Pick<SealRule, 'path'>) => needed.includes(path);
  const asked = {
    root,
    since,
    epoch: sourceDateEpoch,
    rules: SEAL_RULES.filter((rule) => !isLater(rule)).map(({ path, action, instead }) => ({ path, action, instead })),
    // The machine's /run/rolebake is not of the image.
    leftovers: CONVERGER_PATHS.filter((path) => !path.startsWith('run/')),
    passOver: PASS_OVER,
  };
  const { code, stdout, stderr } = await ssh.run(['python3', '-I', '-c', SEAL_PROGRAM], {
    input: JSON.stringify(asked),
  });
  if (code !== 0)
    throw new Refusal({ code: 'command-failed', message: `the seal ended with ${code}: ${stderr.trim()}` });
  const { problems, digest, changed } = JSON.parse(stdout) as RemotelySealed & { readonly problems: string[] };
  if (problems.length === 0) return { digest, changed };
  throw new Refusal(problems.map((message) => ({ code: 'leftover-found', message, hint: hintFor(message) })));
}

const hintFor = (message: string): string =>
  message.includes('private key')
    ? 'give it to machines at launch: a flag with secret: true'
    : 'the bake takes away what is its own; a role must not put it there';
