import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, copyFileSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { realEffects } from '../../../src/host/effects.ts';
import { runChecked } from '../../../src/host/processes.ts';
import { type HandPlace, hierarchies } from './place.ts';

/** A machine as somebody makes it with the programs of the host, step by step. */
export interface HandMachine {
  readonly name: string;
  readonly folder: string;
  readonly address: string;
  readonly nspawn: ChildProcess;
}

export interface HandWishes {
  readonly place: HandPlace;
  /** From 2 to 254: its last byte. */
  readonly index: number;
  /** The tree below it. */
  readonly lower: string;
  /** `SOURCE:TARGET`, read-only. */
  readonly binds?: readonly string[];
}

const BOOT_PATIENCE_MS = 60_000;

const must = (...argv: [string, ...string[]]) => runChecked(realEffects.run, { argv });

/** Makes it and waits until a command runs in it over ssh. */
export async function up(wishes: HandWishes): Promise<HandMachine> {
  const { place, index } = wishes;
  const name = `${place.name}-${index}`;
  const folder = join(place.folder, name);
  const address = `${place.network}.${index}`;
  await mountTree(wishes, folder);
  await cable(place, name, address);
  const nspawn = await boot(wishes, name, folder);
  const machine = { name, folder, address, nspawn };
  await awaitBanner(machine);
  await ssh(place, machine, ['true']);
  return machine;
}

async function awaitBanner({ name, address, nspawn }: HandMachine): Promise<void> {
  const deadline = performance.now() + BOOT_PATIENCE_MS;
  while (!(await hasBanner(address))) {
    if (nspawn.exitCode !== null || performance.now() > deadline) throw new Error(`${name} did not boot`);
    await sleep(20);
  }
}

async function mountTree({ place, lower }: HandWishes, folder: string): Promise<void> {
  for (const part of ['upper', 'work', 'root']) mkdirSync(join(folder, part), { recursive: true });
  const root = join(folder, 'root');
  const options = `lowerdir=${lower},upperdir=${folder}/upper,workdir=${folder}/work`;
  await must('mount', '-t', 'overlay', '-o', options, 'overlay', root);
  mkdirSync(`${root}/root/.ssh`, { mode: 0o700, recursive: true });
  copyFileSync(`${place.folder}/user.pub`, `${root}/root/.ssh/authorized_keys`);
  writeFileSync(`${root}/etc/hostname`, 'machine\n');
  writeFileSync(`${root}/etc/hosts`, '127.0.0.1 localhost\n127.0.1.1 machine\n');
  copyFileSync('/etc/resolv.conf', `${root}/etc/resolv.conf`);
  for (const end of ['', '.pub'])
    copyFileSync(`${place.folder}/host${end}`, `${root}/etc/ssh/ssh_host_ed25519_key${end}`);
}

async function cable(place: HandPlace, name: string, address: string): Promise<void> {
  await must('ip', 'netns', 'add', name);
  await must('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  await must('ip', 'link', 'set', name, 'master', place.name, 'up');
  await must('ip', '-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
  await must('ip', '-n', name, 'link', 'set', 'eth0', 'up');
  await must('ip', '-n', name, 'link', 'set', 'lo', 'up');
  await must('ip', '-n', name, 'route', 'add', 'default', 'via', `${place.network}.1`);
}

/** A process enters its control groups before it becomes nspawn; values come as arguments only. */
const ENTER_GROUPS = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit; shift; done; shift; exec "$@"';

async function boot({ place, binds = [] }: HandWishes, name: string, folder: string): Promise<ChildProcess> {
  const groups = (await hierarchies()).map((mount) => `${mount}/${place.name}/${name}`);
  for (const group of groups) mkdirSync(group, { recursive: true });
  const log = openSync(join(folder, 'log'), 'a');
  const procs = groups.map((group) => `${group}/cgroup.procs`);
  const child = spawn('/bin/sh', ['-c', ENTER_GROUPS, 'sh', ...procs, '--', ...nspawnArgv(name, folder, binds)], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', SYSTEMD_NSPAWN_LOCK: '0' },
  });
  closeSync(log);
  return child;
}

const nspawnArgv = (name: string, folder: string, binds: readonly string[]): string[] => [
  ...['systemd-nspawn', '--quiet', '--boot', `--directory=${folder}/root`, `--machine=${name}`],
  ...[`--network-namespace-path=/run/netns/${name}`, '--register=no', '--keep-unit', '--resolv-conf=off'],
  ...['--timezone=off', '--link-journal=no', '--console=pipe', '--kill-signal=SIGRTMIN+3'],
  ...binds.map((bind) => `--bind-ro=${bind}`),
];

function hasBanner(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: 22, timeout: 1000 });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', () => finish(true));
    for (const end of ['error', 'timeout', 'close']) socket.once(end, () => finish(false));
  });
}

/** Runs a program in the machine by the real ssh client, as it is used on machines that live for minutes. */
export async function ssh(
  place: HandPlace,
  { address }: HandMachine,
  command: readonly string[],
  wishes: { readonly input?: Buffer; readonly codes?: readonly number[] } = {},
): Promise<void> {
  const checks = ['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null'];
  const argv = ['ssh', '-q', '-i', `${place.folder}/user`, ...checks, '-o', 'BatchMode=yes'] as const;
  const output = await realEffects.run({
    argv: [...argv, `root@${address}`, '--', ...command],
    signal: place.signal,
    ...(wishes.input === undefined ? {} : { input: wishes.input }),
  });
  if ((wishes.codes ?? [0]).includes(output.code)) return;
  throw new Error(`${command[0]} over ssh ended with ${output.code}: ${output.stderr || output.stdout}`);
}

/** Shuts it down cleanly; its disk stays. */
export async function shutDown({ nspawn }: HandMachine): Promise<void> {
  if (nspawn.exitCode !== null) return;
  const ended = once(nspawn, 'exit');
  nspawn.kill('SIGTERM');
  await ended;
}
