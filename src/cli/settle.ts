import { bakeKind } from '../bake/bake-job.ts';
import type { BakeInput } from '../bake/plan.ts';
import type { JobKind } from '../engine/job.ts';
import type { JobRecord } from '../engine/job-record.ts';
import { type Recovered, type RecoverOptions, recover } from '../engine/recover.ts';
import { isProcessAlive } from '../host/process-identity.ts';
import type { LocalMachines } from '../machines/local/local-machines.ts';
import { isDiskFull } from './host-failure.ts';
import { jobObserver } from './job-observer.ts';
import { withFreeRoleLock } from './role-lock.ts';
import type { Session } from './session.ts';
import type { Workshop } from './workshop.ts';

/** Settles what dead processes left: their bakes, their half-made machines, and machines that no bake owns any more. */
export async function settle(session: Session, workshop: Workshop, mode: 'finish' | 'undo'): Promise<void> {
  const { state } = session.settings;
  // A role that is being baked is left to whoever does it: that process settles the role's bakes itself.
  const alone = <T>(job: JobRecord, act: () => Promise<T>) => withFreeRoleLock(state, roleOf(job), act);
  await settleBakes(session, workshop, { mode, alone });
  for (const id of await workshop.machines.sweep(isProcessAlive)) {
    session.progress.say(`  ${id} was left half made and is removed`);
  }
  for (const id of await unowned(workshop)) {
    await workshop.machines.terminate(id);
    session.progress.say(`  ${id} belongs to no bake any more and is removed`);
  }
  await workshop.place.keys.forgetOrphans(async () => new Set((await workshop.machines.list()).map(({ id }) => id)));
}

/**
 * Finishes the bakes of a role that others left. The caller holds the role's lock, so that no other process works on
 * them, not even one that /proc still shows: a process that is killed loses its locks a moment before it is gone.
 */
export async function settleRole(session: Session, workshop: Workshop, role: string): Promise<void> {
  await settleBakes(session, workshop, { mode: 'finish', isAbandoned: (job) => roleOf(job) === role });
}

async function settleBakes(session: Session, workshop: Workshop, options: RecoverOptions): Promise<void> {
  const kinds = [bakeKind(workshop.place) as JobKind<unknown, unknown>];
  const observe = jobObserver(session, 'left over');
  for (const one of await recover(workshop.journal, kinds, { ...options, observe }))
    sayRecovered(session, workshop, one);
}

const roleOf = ({ input }: JobRecord): string => (input as Partial<BakeInput> | null)?.role ?? '';

/**
 * Does something that writes; if the disk is full, perhaps of a bake whose process is dead: then the machines of such
 * bakes go, which their journal could not even note, and it is tried once more.
 */
export async function makingRoom<T>(machines: LocalMachines, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    const dead = (await machines.list()).filter(({ purpose, baker }) => purpose === 'bake' && !isProcessAlive(baker));
    if (dead.length === 0) throw error;
    for (const { id } of dead) await machines.terminate(id);
    return await act();
  }
}

function sayRecovered(session: Session, { journal }: Workshop, { job, kind, outcome, error }: Recovered): void {
  const record = journal.job(job);
  const role = record === undefined ? '' : roleOf(record);
  const why = error instanceof Error ? `: ${error.message}` : '';
  session.progress.say(`  ${(role || kind).padEnd(14)} a bake that a dead process left is ${outcome}${why}`);
}

/** Machines of bakes that nobody works on: their journal is lost, for one. */
async function unowned({ machines, journal }: Workshop): Promise<string[]> {
  const bakes = (await machines.list()).filter(({ purpose, baker }) => purpose === 'bake' && !isProcessAlive(baker));
  return bakes.filter(({ labels }) => journal.job(labels['job'] ?? '')?.state !== 'running').map(({ id }) => id);
}
