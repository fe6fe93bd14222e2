import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProcessAlive, type ProcessIdentity } from '../../host/process-identity.ts';
import { Refusal } from '../../problem/problem.ts';

/** A machine that should answer soon. */
export interface Booting {
  readonly id: string;
  readonly address: string;
  readonly process: ProcessIdentity;
  readonly log: string;
}

const SSH_PORT = 22;

/** Waits for sshd's banner: cheaper than logins, and quiet in the machine's log. Refuses with `boot-failed`. */
export async function awaitBoot(machine: Booting, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await answers(machine.address))) {
    if (!isProcessAlive(machine.process)) throw await bootFailure(machine, 'ended while it booted');
    if (performance.now() > deadline) throw await bootFailure(machine, `does not answer after ${timeoutMs / 1000} s`);
    await sleep(20);
  }
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: SSH_PORT, timeout: 1_000 });
    const finish = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (banner) => finish(banner.toString('latin1').startsWith('SSH-')));
    for (const end of ['error', 'timeout', 'close']) socket.once(end, () => finish(false));
  });
}

async function bootFailure(machine: Booting, what: string): Promise<Refusal> {
  const log = await readFile(machine.log, 'utf8').catch(() => '');
  const words = log.trim().split('\n').slice(-15).join('\n');
  return new Refusal({ code: 'boot-failed', message: `machine ${machine.id} ${what}; its last words:\n${words}` });
}
