import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProcessAlive, type ProcessIdentity, processIdentity } from '../../host/process-identity.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Bind } from './local-machine.ts';

/** What systemd-nspawn is told. */
export interface NspawnOptions {
  readonly root: string;
  /** Machine and network name space. */
  readonly name: string;
  readonly cgroupFiles: readonly string[];
  readonly credentialOptions: readonly string[];
  readonly binds: readonly Bind[];
  /** Units that are not to run in the machine. */
  readonly masked: readonly string[];
  /** Units that it starts beside its own. */
  readonly wanted: readonly string[];
  /** The console's output. */
  readonly log: string;
}

/**
 * A process enters control groups before it becomes nspawn, which at once makes groups below its own. This fixed
 * script does it: Node cannot run code between fork and exec. Values come as arguments only.
 */
const ENTER_CGROUPS = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit; shift; done; shift; exec "$@"';

/** Boots a machine in a session of its own, so that it outlives the process that started it. */
export function startNspawn(options: NspawnOptions): ProcessIdentity {
  const log = openSync(options.log, 'a', 0o600);
  try {
    const argv = ['-c', ENTER_CGROUPS, 'sh', ...options.cgroupFiles, '--', ...nspawnArgv(options)];
    const child = spawn('/bin/sh', argv, { detached: true, stdio: ['ignore', log, log], env: nspawnEnvironment() });
    child.on('error', () => undefined).unref();
    const identity = child.pid === undefined ? undefined : processIdentity(child.pid);
    if (identity) return identity;
  } finally {
    closeSync(log);
  }
  throw new Refusal({ code: 'boot-failed', message: 'systemd-nspawn could not be started', hint: 'rolebake doctor' });
}

/** Asks for a clean shutdown; true if the machine ended in time. */
export async function shutDown(nspawn: ProcessIdentity, graceMs: number): Promise<boolean> {
  if (isProcessAlive(nspawn)) process.kill(nspawn.pid, 'SIGTERM');
  return hasEnded(nspawn, graceMs);
}

/** Where nspawn makes a folder for each machine, which it leaves behind. */
export const PROPAGATE = '/run/systemd/nspawn/propagate';

/** Waits for a process's end; false if it does not come in time. */
async function hasEnded(nspawn: ProcessIdentity, patienceMs: number): Promise<boolean> {
  const steps = Math.ceil(patienceMs / 20);
  for (let step = 0; step < steps; step++) {
    if (!isProcessAlive(nspawn)) return true;
    await sleep(20);
  }
  return !isProcessAlive(nspawn);
}

function nspawnArgv(options: NspawnOptions): string[] {
  return [
    'systemd-nspawn',
    '--quiet',
    '--boot',
    `--directory=${options.root}`,
    `--machine=${options.name}`,
    `--network-namespace-path=/run/netns/${options.name}`,
    // nspawn gives it by itself only with a network name space that it made: a packet filter needs it.
    '--capability=CAP_NET_ADMIN',
    '--register=no',
    '--keep-unit',
    '--resolv-conf=off',
    '--timezone=off',
    '--link-journal=no',
    '--console=pipe',
    '--kill-signal=SIGRTMIN+3',
    ...options.credentialOptions,
    ...options.binds.map(({ source, target }) => `--bind-ro=${escapePath(source)}:${escapePath(target)}`),
    ...options.masked.map((unit) => `systemd.mask=${unit}`),
    ...options.wanted.map((unit) => `systemd.wants=${unit}`),
  ];
}

/** nspawn's own image lock leaves files behind; ours is the record. */
function nspawnEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', SYSTEMD_NSPAWN_LOCK: '0' };
}

function escapePath(path: string): string {
  return path.replace(/[\\:]/g, '\\$&');
}
