import { existsSync } from 'node:fs';
import { isProcessAlive } from '../host/process-identity.ts';
import type { Session } from './session.ts';

/** Settles what dead processes left, for verbs that need no workshop themselves; cheap when there is nothing. */
export async function settleLeftovers(session: Session): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync(session.journalFile)) return;
  if (!(await isJobLeft(session)) && !(await isMachineLeft(session))) return;
  const { openWorkshop } = await import('./workshop.ts');
  const { journal } = await openWorkshop(session, 'undo');
  journal[Symbol.dispose]();
}

async function isJobLeft(session: Session): Promise<boolean> {
  const { openJournal } = await import('../engine/journal.ts');
  const { isAlive } = await import('../engine/owner.ts');
  using journal = openJournal(session.journalFile, session.effects);
  return journal.jobs('running').some(({ owner }) => !isAlive(owner));
}

async function isMachineLeft(session: Session): Promise<boolean> {
  const { localMachines } = await import('../machines/local/local-machines.ts');
  const { state, network } = session.settings;
  const machines = await localMachines({ state, subnet: network }, session.effects).list();
  return machines.some((one) => ['launching', 'terminating'].includes(one.state) && !isProcessAlive(one.baker));
}
