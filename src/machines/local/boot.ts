import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isProcessAlive, type ProcessIdentity } from '../../host/process-identity.ts';
import { Refusal } from '../../problem/problem.ts';
import { greetsWithSsh } from '../ssh-banner.ts';

/** A machine that should answer soon. */
export interface Booting {
  readonly id: string;
  readonly address: string;
  readonly process: ProcessIdentity;
  readonly log: string;
}

/** Waits for sshd's banner: cheaper than logins, and quiet in the machine's log. Refuses with `boot-failed`. */
export async function awaitBoot(machine: Booting, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await greetsWithSsh(machine.address))) {
    if (!isProcessAlive(machine.process)) throw await bootFailure(machine, 'ended while it booted');
    if (performance.now() > deadline) throw await bootFailure(machine, `does not answer after ${timeoutMs / 1000} s`);
    await sleep(20);
  }
}

async function bootFailure(machine: Booting, what: string): Promise<Refusal> {
  const log = await readFile(machine.log, 'utf8').catch(() => '');
  const words = log.trim().split('\n').slice(-15).join('\n');
  return new Refusal({ code: 'boot-failed', message: `machine ${machine.id} ${what}; its last words:\n${words}` });
}
