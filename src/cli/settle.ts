import { bakeKind } from '../bake/bake-job.ts';
import { reproduceKind } from '../bake/reproduce-job.ts';
import type { JobKind } from '../engine/job.ts';
import type { JobRecord } from '../engine/job-record.ts';
import { type Recovered, type RecoverOptions, recover } from '../engine/recover.ts';
import { isProcessAlive } from '../host/process-identity.ts';
import type { LocalMachines } from '../machines/local/local-machines.ts';
import { downKind, endAll } from '../release/up/down-job.ts';
import type { EnvironmentRecord, EnvironmentStore } from '../release/up/environment-store.ts';
import { upKind } from '../release/up/up-job.ts';
import { upPlace } from './environments.ts';
import { isDiskFull } from './host-failure.ts';
import { jobObserver } from './job-observer.ts';
import { isKept } from './kept-machines.ts';
import type { Session } from './session.ts';
import type { Workshop } from './workshop.ts';

/** Settles what dead processes left: their bakes, their half-made machines, and machines that no bake owns any more. */
export async function settle(session: Session, workshop: Workshop, mode: 'finish' | 'undo'): Promise<void> {
  const isDead = (kind: string) => (job: JobRecord) => job.kind === kind && workshop.journal.holding(job) === 'dead';
  await settleBakes(session, workshop, { mode, isAbandoned: isDead('bake') });
  for (const kind of ['reproduce', 'up', 'down'])
    await settleBakes(session, workshop, { mode: 'undo', isAbandoned: isDead(kind) });
  for (const id of await workshop.machines.sweep(isProcessAlive)) {
    session.progress.say(`  ${id} was left half made and is removed`);
  }
  for (const id of await unowned(workshop)) {
    await workshop.machines.terminate(id);
    session.progress.say(`  ${id} belongs to no bake any more and is removed`);
  }
  for (const { environment } of ended(session, upPlace(session, workshop).environments)) {
    await endAll(upPlace(session, workshop), environment);
    session.progress.say(`  ${environment} has had its time and is ended`);
  }
  await workshop.place.keys.forgetOrphans(async () => new Set((await workshop.machines.list()).map(({ id }) => id)));
}

/**
 * Finishes or undoes the running bakes that this holds for, where their owner is dead or has not been heard of for a
 * lease. Only who wants the same thing does the latter: a process that was stopped may be woken yet. Throws if one of
 * them is still open after that.
 */
export async function takeOverBakes(
  session: Session,
  workshop: Workshop,
  mode: RecoverOptions['mode'],
  isMeant: (job: JobRecord) => boolean,
): Promise<void> {
  const isAbandoned = (job: JobRecord) => isMeant(job) && workshop.journal.holding(job) !== 'held';
  const recovered = await settleBakes(session, workshop, { mode, isAbandoned });
  const stuck = recovered.find(({ job, error }) => error && workshop.journal.job(job)?.state === 'running');
  if (stuck) throw stuck.error;
}

async function settleBakes(session: Session, workshop: Workshop, options: RecoverOptions): Promise<Recovered[]> {
  const up = upPlace(session, workshop);
  const kinds = [
    ...[bakeKind(workshop.place), reproduceKind(workshop.place)],
    ...[upKind(up), downKind(up)],
  ] as JobKind<unknown, unknown>[];
  const observe = jobObserver(session, 'left over');
  const recovered = await recover(workshop.journal, kinds, { ...options, observe });
  for (const one of recovered) sayRecovered(session, one);
  return recovered;
}

/** Environments that were to end by now. */
const ended = ({ effects }: Session, environments: EnvironmentStore): EnvironmentRecord[] =>
  environments.list().filter(({ endsAt }) => endsAt !== undefined && new Date(endsAt) <= effects.now());

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

function sayRecovered(session: Session, { subject, kind, outcome, error }: Recovered): void {
  const why = error instanceof Error ? `: ${error.message}` : '';
  const what = (subject ?? kind).replace(/^role\//, '');
  session.progress.say(`  ${what.padEnd(14)} a bake that its process left is ${outcome}${why}`);
}

/** Machines of bakes that nobody works on and nobody wants: their journal is lost, for one. */
async function unowned({ machines, journal }: Workshop): Promise<string[]> {
  const bakes = (await machines.list()).filter(({ purpose, baker }) => purpose === 'bake' && !isProcessAlive(baker));
  const left = bakes.filter(({ labels }) => journal.job(labels['job'] ?? '')?.state !== 'running');
  return left.filter((machine) => !isKept(journal, machine)).map(({ id }) => id);
}
