import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Refusal } from '../problem/problem.ts';
import type { SshTarget } from './connect.ts';
import { quoteArgv } from './quote.ts';

/** What the system's ssh ended with; its output, if it was to be captured. */
export interface SshEnd {
  readonly code: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/**
 * Runs the system's ssh, with this target's keys alone: in the terminal that is our `own`, or with its output
 * `captured`. The private key is in a file of a tmpfs for as long as it runs. Refuses with `missing-program`.
 */
export async function openSsh(
  target: SshTarget,
  command: readonly string[],
  terminal: 'own' | 'captured',
): Promise<SshEnd> {
  const folder = mkdtempSync('/dev/shm/rolebake-ssh-');
  try {
    const [key, known] = [join(folder, 'key'), join(folder, 'known_hosts')];
    writeFileSync(key, target.privateKey, { mode: 0o600 });
    writeFileSync(known, `${target.host} ${target.hostKey}\n`);
    return await runSsh([...optionsOf(key, known), ...wordsOf(target, command)], terminal);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const optionsOf = (key: string, known: string): string[] => [
  ...['-F', '/dev/null', '-i', key],
  ...[
    'IdentitiesOnly=yes',
    'PasswordAuthentication=no',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${known}`,
    'GlobalKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
  ].flatMap((option) => ['-o', option]),
];

const wordsOf = ({ host, port, user }: SshTarget, [program, ...words]: readonly string[]): string[] => [
  ...['-p', String(port), `${user}@${host}`],
  ...(program === undefined ? [] : ['--', quoteArgv([program, ...words])]),
];

async function runSsh(argv: readonly string[], terminal: 'own' | 'captured'): Promise<SshEnd> {
  const stdio = terminal === 'own' ? 'inherit' : (['ignore', 'pipe', 'pipe'] as const);
  const child = spawn('ssh', argv, { stdio: typeof stdio === 'string' ? stdio : [...stdio] });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 255));
  });
  const [code, stdout, stderr] = await Promise.all([
    ended.catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? noClient() : error;
    }),
    child.stdout ? text(child.stdout) : undefined,
    child.stderr ? text(child.stderr) : undefined,
  ]);
  return { code, ...(stdout === undefined ? {} : { stdout }), ...(stderr === undefined ? {} : { stderr }) };
}

const noClient = (): Refusal =>
  new Refusal({
    code: 'missing-program',
    message: 'ssh is not installed',
    hint: 'apt-get install -y openssh-client',
  });
