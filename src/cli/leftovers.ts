import { existsSync } from 'node:fs';
import { isProcessAlive } from '../host/process-identity.ts';
import type { Machine } from '../machines/machines.ts';
import { Refusal } from '../problem/problem.ts';
import { hostFailure } from './host-failure.ts';
import type { Session } from './session.ts';

/**
 * Settles what dead processes left, for verbs that need no workshop themselves; cheap when there is nothing. They work
 * without it: if it cannot be done, it stays for another command.
 */
export async function settleLeftovers(session: Session): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync(session.journalFile)) return;
  try {
    await settleIfLeft(session);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : hostFailure(error);
    if (refusal === undefined) throw error;
    // Of a state folder that is only to be read nothing needs to be said.
    for (const { code, message } of refusal.problems)
      if (code !== 'unusable-path') session.progress.say(`  what dead processes left stays: ${code}: ${message}`);
  }
}

async function settleIfLeft(session: Session): Promise<void> {
  if (!(await isJobLeft(session)) && !(await isMachineLeft(session))) return;
  const { openWorkshop } = await import('./workshop.ts');
  const { journal } = await openWorkshop(session, 'undo');
  journal[Symbol.dispose]();
}

async function isJobLeft(session: Session): Promise<boolean> {
  using journal = await session.journal();
  return journal.jobs('running').some((job) => journal.holding(job) === 'dead');
}

async function isMachineLeft(session: Session): Promise<boolean> {
  const { localMachines } = await import('../machines/local/local-machines.ts');
  const { state, network } = session.settings;
  const machines = await localMachines({ state, subnet: network }, session.effects).list();
  const isHalf = (one: Machine) =>
    ['launching', 'terminating'].includes(one.state) || (one.purpose === 'bake' && one.state === 'stopped');
  return machines.some((one) => isHalf(one) && !isProcessAlive(one.baker));
}
