import { bakeKind } from '../bake/bake-job.ts';
import type { BakeInput } from '../bake/plan.ts';
import { reproduceKind } from '../bake/reproduce-job.ts';
import type { JobKind } from '../engine/job.ts';
import type { JobRecord } from '../engine/job-record.ts';
import type { Journal } from '../engine/journal.ts';
import { type Recovered, type RecoverOptions, recover } from '../engine/recover.ts';
import { tryJob } from '../engine/run-job.ts';
import { isProcessAlive } from '../host/process-identity.ts';
import type { Machines } from '../machines/machines.ts';
import type { Provider } from '../machines/provider.ts';
import { Refusal } from '../problem/problem.ts';
import { downKind } from '../release/up/down-job.ts';
import { upKind } from '../release/up/up-job.ts';
import type { UpPlace } from '../release/up/up-place.ts';
import { upPlace } from './environments.ts';
import { isDiskFull } from './host-failure.ts';
import { jobObserver } from './job-observer.ts';
import { isKept } from './kept-machines.ts';
import type { Session } from './session.ts';
import type { SettleMode, Workshop } from './workshop.ts';

/** Settles what dead processes left: their bakes, their half-made machines, and machines that no bake owns any more. */
export async function settle(session: Session, workshop: Workshop, mode: SettleMode): Promise<void> {
  const { journal, machines, place } = workshop;
  const up = upPlace(session, workshop);
  const kinds = kindsOf(workshop, up);
  const isDead = (job: JobRecord) => isOf(workshop, job) && journal.holding(job) === 'dead';
  const isBake = ({ kind }: JobRecord) => kind === 'bake';
  await settleJobs(session, journal, kinds, { mode, isAbandoned: (job) => isBake(job) && isDead(job) });
  await settleJobs(session, journal, kinds, { mode: 'undo', isAbandoned: (job) => !isBake(job) && isDead(job) });
  for (const id of await machines.sweep(isProcessAlive)) {
    session.progress.say(`  ${id} was left half made and is removed`);
  }
  for (const id of await unowned(workshop)) {
    await machines.terminate(id);
    session.progress.say(`  ${id} belongs to no bake any more and is removed`);
  }
  await endOverdue(session, workshop, up);
  await place.keys.forgetOrphans(async () => new Set((await machines.list()).map(({ id }) => id)));
}

/** Whether a job is one of the workshop's provider. */
export const isOf = ({ journal, provider }: Pick<Workshop, 'journal' | 'provider'>, job: JobRecord): boolean =>
  providerOf(journal, job) === provider;

/** Whose machines a job works with. */
export const providerOf = (journal: Journal, { id }: Pick<JobRecord, 'id'>): Provider =>
  (journal.input(id) as Partial<BakeInput>).provider ?? 'local';

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
  const kinds = kindsOf(workshop, upPlace(session, workshop));
  const recovered = await settleJobs(session, workshop.journal, kinds, { mode, isAbandoned });
  const stuck = recovered.find(({ job, error }) => error && workshop.journal.job(job)?.state === 'running');
  if (stuck) throw stuck.error;
}

type Kinds = readonly JobKind<unknown, unknown>[];

async function settleJobs(
  session: Session,
  journal: Journal,
  kinds: Kinds,
  options: RecoverOptions,
): Promise<Recovered[]> {
  const observe = jobObserver(session, 'left over');
  const recovered = await recover(journal, kinds, { ...options, observe });
  for (const one of recovered) sayRecovered(session, one);
  return recovered;
}

/** All that a job of this workshop can be. */
const kindsOf = ({ place }: Workshop, up: UpPlace): Kinds =>
  [bakeKind(place), reproduceKind(place), upKind(up), downKind(up)] as Kinds;

/**
 * Ends the environments that were to end by now, but one that another process is at work on. What cannot be ended is no
 * matter of the command that is given: it is told.
 */
async function endOverdue(session: Session, { journal, provider }: Workshop, up: UpPlace): Promise<void> {
  const now = session.effects.now();
  for (const { environment, endsAt } of up.environments.list()) {
    if (endsAt === undefined || new Date(endsAt) > now) continue;
    try {
      const { outcome } = await tryJob(journal, downKind(up), { provider, environment });
      if (outcome === 'ran') session.progress.say(`  ${environment} has had its time and is ended`);
    } catch (error) {
      if (isInterrupt(error) || isDiskFull(error)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      session.progress.say(
        `  ${environment} has had its time and cannot be ended; the next command tries again: ${why}`,
      );
    }
  }
}

const isInterrupt = (error: unknown): boolean =>
  error instanceof Refusal && error.problems.some(({ code }) => code === 'interrupted');

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
  const job = kind === 'bake' ? 'a bake' : `the job (${kind})`;
  session.progress.say(`  ${what.padEnd(14)} ${job} that its process left is ${outcome}${why}`);
}

/** Machines of bakes that nobody works on and nobody wants: their journal is lost, for one. */
async function unowned({ machines, journal }: Workshop): Promise<string[]> {
  const bakes = (await machines.list()).filter(({ purpose, baker }) => purpose === 'bake' && !isProcessAlive(baker));
  const left = bakes.filter(({ labels }) => journal.job(labels['job'] ?? '')?.state !== 'running');
  return left.filter((machine) => !isKept(journal, machine)).map(({ id }) => id);
}
