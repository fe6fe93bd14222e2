import { bakeKind } from '../bake/bake-job.ts';
import type { BakeInput } from '../bake/plan.ts';
import { reproduceKind } from '../bake/reproduce-job.ts';
import type { JobKind } from '../engine/job.ts';
import type { JobRecord } from '../engine/job-record.ts';
import { type Recovered, type RecoverOptions, recover } from '../engine/recover.ts';
import { isProcessAlive } from '../host/process-identity.ts';
import type { Machines } from '../machines/machines.ts';
import { downKind, endAll } from '../release/up/down-job.ts';
import { upKind } from '../release/up/up-job.ts';
import { upPlace } from './environments.ts';
import { isDiskFull } from './host-failure.ts';
import { jobObserver } from './job-observer.ts';
import { isKept } from './kept-machines.ts';
import type { LocalWorkshop } from './local-workshop.ts';
import type { Session } from './session.ts';
import type { SettleMode, Workshop } from './workshop.ts';

/** Settles what dead processes left: their bakes, their half-made machines, and machines that no bake owns any more. */
export async function settle(session: Session, workshop: Workshop, mode: SettleMode): Promise<void> {
  const { journal, machines, place } = workshop;
  const isDead = (job: JobRecord) => isOf(workshop, job) && journal.holding(job) === 'dead';
  await settleJobs(session, workshop, { mode, isAbandoned: (job) => job.kind === 'bake' && isDead(job) });
  await settleJobs(session, workshop, { mode: 'undo', isAbandoned: (job) => job.kind !== 'bake' && isDead(job) });
  for (const id of await machines.sweep(isProcessAlive)) {
    session.progress.say(`  ${id} was left half made and is removed`);
  }
  for (const id of await unowned(workshop)) {
    await machines.terminate(id);
    session.progress.say(`  ${id} belongs to no bake any more and is removed`);
  }
  if (workshop.provider === 'local') await endOverdue(session, workshop);
  await place.keys.forgetOrphans(async () => new Set((await machines.list()).map(({ id }) => id)));
}

/** Whether a job is one of the workshop's provider. */
export const isOf = ({ journal, provider }: Pick<Workshop, 'journal' | 'provider'>, { id }: JobRecord): boolean =>
  ((journal.input(id) as Partial<BakeInput>).provider ?? 'local') === provider;

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
  const recovered = await settleJobs(session, workshop, { mode, isAbandoned });
  const stuck = recovered.find(({ job, error }) => error && workshop.journal.job(job)?.state === 'running');
  if (stuck) throw stuck.error;
}

async function settleJobs(session: Session, workshop: Workshop, options: RecoverOptions): Promise<Recovered[]> {
  const observe = jobObserver(session, 'left over');
  const recovered = await recover(workshop.journal, kindsOf(session, workshop), { ...options, observe });
  for (const one of recovered) sayRecovered(session, one);
  return recovered;
}

/** All that a job of this workshop can be. */
function kindsOf(session: Session, workshop: Workshop): JobKind<unknown, unknown>[] {
  const bakes = [bakeKind(workshop.place), reproduceKind(workshop.place)];
  if (workshop.provider !== 'local') return bakes as JobKind<unknown, unknown>[];
  const place = upPlace(session, workshop);
  return [...bakes, upKind(place), downKind(place)] as JobKind<unknown, unknown>[];
}

/** Ends the environments that were to end by now. */
async function endOverdue(session: Session, workshop: LocalWorkshop): Promise<void> {
  const place = upPlace(session, workshop);
  const now = session.effects.now();
  for (const { environment, endsAt } of place.environments.list()) {
    if (endsAt === undefined || new Date(endsAt) > now) continue;
    await endAll(place, environment);
    session.progress.say(`  ${environment} has had its time and is ended`);
  }
}

/**
 * Does something that writes; if the disk is full, perhaps of a bake whose process is dead: then the machines of such
 * bakes go, which their journal could not even note, and it is tried once more.
 */
export async function makingRoom<T>(machines: Machines, act: () => Promise<T>): Promise<T> {
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
