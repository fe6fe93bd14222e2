import { spawn } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Effects } from '../host/effects.ts';
import { processIdentity } from '../host/process-identity.ts';
import { startFailure } from '../host/processes.ts';
import type { SshTarget } from './connect.ts';
import { quoteArgv } from './quote.ts';
import { sideDoor } from './side-door.ts';

/** What the system's ssh ended with; its output, if it was to be captured. */
export interface SshEnd {
  readonly code: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** A shell that is idle looks alive to all on the way; a way that is dead for a minute ends it. */
const KEEP_ALIVE = ['ServerAliveInterval=5', 'ServerAliveCountMax=12'];

const MEMORY = '/dev/shm';

/**
 * Runs the system's ssh, with this target's keys alone: in our own terminal, or by `run`, with its output captured. The
 * private key is in a file of a tmpfs for as long as it runs. Refuses with `missing-program`, and as the way there does.
 */
export async function openSsh(
  target: SshTarget,
  command: readonly string[],
  how: 'terminal' | Pick<Effects, 'run'>,
): Promise<SshEnd> {
  removeAbandoned();
  const folder = mkdtempSync(join(MEMORY, `rolebake-ssh-${process.pid}-`));
  try {
    const [key, known] = [join(folder, 'key'), join(folder, 'known_hosts')];
    writeFileSync(key, target.privateKey, { mode: 0o600 });
    writeFileSync(known, `${target.host} ${target.hostKey}\n`);
    await using door = target.dial && (await sideDoor(join(folder, 'door'), target.dial));
    const argv = ['ssh', ...optionsOf(key, known), ...(door?.options ?? []), ...wordsOf(target, command)] as const;
    const end = how === 'terminal' ? { code: await inTerminal(argv) } : await how.run({ argv });
    if (door?.failure() !== undefined) throw door.failure();
    return end;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Keys that our processes had when they were killed. */
function removeAbandoned(): void {
  for (const entry of readdirSync(MEMORY)) {
    const [, pid] = /^rolebake-ssh-(\d+)-/.exec(entry) ?? [];
    if (pid === undefined || processIdentity(Number(pid))) continue;
    const path = join(MEMORY, entry);
    if (lstatSync(path, { throwIfNoEntry: false })?.uid === process.geteuid?.())
      rmSync(path, { recursive: true, force: true });
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
    ...KEEP_ALIVE,
  ].flatMap((option) => ['-o', option]),
];

const wordsOf = ({ host, port, user }: SshTarget, [program, ...words]: readonly string[]): string[] => [
  ...['-p', String(port), `${user}@${host}`],
  ...(program === undefined ? [] : ['--', quoteArgv([program, ...words])]),
];

function inTerminal([program, ...words]: readonly [string, ...string[]]): Promise<number> {
  const child = spawn(program, words, { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(startFailure(program, error)));
    child.once('close', (code) => resolve(code ?? 255));
  });
}
