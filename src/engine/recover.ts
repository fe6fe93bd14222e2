import { finishJob, type HeldJob, isPastReturn, undoJob } from './held-job.ts';
import { interruptSignal } from './interrupts.ts';
import type { JobKind, JobOptions } from './job.ts';
import type { JobRecord } from './job-record.ts';
import type { Journal } from './journal.ts';
import { isAlive } from './owner.ts';

/** What became of a job whose process had died. */
export interface Recovered {
  readonly job: string;
  readonly kind: string;
  /** `failed`: neither worked to the end, see `error`; `unknown-kind`: left as it was. */
  readonly outcome: 'finished' | 'undone' | 'failed' | 'unknown-kind';
  /** What a finished job returned. */
  readonly result?: unknown;
  readonly error?: unknown;
}

export interface RecoverOptions extends JobOptions {
  /** `finish` goes on where a job stopped; `undo` takes it back, unless it is past its point of no return. */
  readonly mode: 'finish' | 'undo';
}

/** Takes over every running job whose process is dead, one after another; those of living processes are left alone. */
export async function recover(
  journal: Journal,
  kinds: readonly JobKind<unknown, unknown>[],
  options: RecoverOptions,
): Promise<Recovered[]> {
  using interrupts = interruptSignal();
  const { observe = () => undefined, signal = interrupts.signal } = options;
  const recovered: Recovered[] = [];
  for (const job of journal.jobs('running').filter(({ owner }) => !isAlive(owner))) {
    signal.throwIfAborted();
    const kind = kinds.find(({ name }) => name === job.kind);
    const claim = kind && journal.takeOver(job);
    if (!kind) recovered.push({ job: job.id, kind: job.kind, outcome: 'unknown-kind' });
    else if (claim)
      recovered.push(await recoverJob(job, { journal, kind, claim, input: job.input, signal, observe }, options.mode));
  }
  return recovered;
}

async function recoverJob(
  job: JobRecord,
  held: HeldJob<unknown, unknown>,
  mode: RecoverOptions['mode'],
): Promise<Recovered> {
  const what = { job: job.id, kind: job.kind };
  try {
    if (!job.undoing && (mode === 'finish' || isPastReturn(held)))
      return { ...what, outcome: 'finished', result: await finishJob(held) };
    await undoJob(held, 'undone');
    return { ...what, outcome: 'undone' };
  } catch (error) {
    return { ...what, outcome: 'failed', error };
  }
}
