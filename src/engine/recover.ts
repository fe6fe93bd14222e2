import { finishJob, type HeldJob, isPastReturn, undoJob } from './held-job.ts';
import { interruptSignal } from './interrupts.ts';
import type { JobKind, JobOptions } from './job.ts';
import type { JobRecord } from './job-record.ts';
import type { Journal } from './journal.ts';

/** What became of a job whose owner was gone. */
export interface Recovered {
  readonly job: string;
  readonly kind: string;
  readonly subject: string | undefined;
  /** `failed`: neither worked to the end, see `error`; `unknown-kind`: left as it was. */
  readonly outcome: 'finished' | 'undone' | 'failed' | 'unknown-kind';
  /** What a finished job returned. */
  readonly result?: unknown;
  readonly error?: unknown;
}

export interface RecoverOptions extends JobOptions {
  /** `finish` goes on where a job stopped; `undo` takes it back, unless it is past its point of no return. */
  readonly mode: 'finish' | 'undo';
  /** Which running jobs to take over; default: those whose process is dead. */
  readonly isAbandoned?: (job: JobRecord) => boolean;
}

/** Takes over the running jobs that are abandoned, one after another; the others are left alone. */
export async function recover(
  journal: Journal,
  kinds: readonly JobKind<unknown, unknown>[],
  options: RecoverOptions,
): Promise<Recovered[]> {
  using interrupts = interruptSignal();
  const { observe = () => undefined, signal = interrupts.signal, mode } = options;
  const { isAbandoned = (job) => journal.holding(job) === 'dead' } = options;
  const recovered: Recovered[] = [];
  for (const job of journal.jobs('running').filter(isAbandoned)) {
    signal.throwIfAborted();
    const kind = kinds.find(({ name }) => name === job.kind);
    const claim = kind && journal.takeOver(job);
    if (!kind) recovered.push({ ...whatOf(job), outcome: 'unknown-kind' });
    if (!claim) continue;
    const input = journal.input(job.id);
    recovered.push(await recoverJob(job, { journal, kind, claim, input, signal, observe }, mode));
  }
  return recovered;
}

const whatOf = ({ id, kind, subject }: JobRecord) => ({ job: id, kind, subject });

async function recoverJob(
  job: JobRecord,
  held: HeldJob<unknown, unknown>,
  mode: RecoverOptions['mode'],
): Promise<Recovered> {
  try {
    const isWanted = mode === 'finish' && !job.cancel;
    if (!job.undoing && (isWanted || isPastReturn(held)))
      return { ...whatOf(job), outcome: 'finished', result: await finishJob(held) };
    await undoJob(held, job.cancel ? 'cancelled' : 'undone');
    return { ...whatOf(job), outcome: 'undone' };
  } catch (error) {
    return { ...whatOf(job), outcome: 'failed', error };
  }
}
