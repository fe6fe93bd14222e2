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
  /** Whether nobody works on a running job any more; default: its process is dead. */
  readonly isAbandoned?: (job: JobRecord) => boolean;
  /**
   * Does something while nobody else works on the same thing as a job; undefined, and nothing done, if somebody does:
   * the job is theirs. Default: does it.
   */
  readonly alone?: <T>(job: JobRecord, act: () => Promise<T>) => Promise<T | undefined>;
}

/** Takes over the running jobs that are abandoned, one after another; the others are left alone. */
export async function recover(
  journal: Journal,
  kinds: readonly JobKind<unknown, unknown>[],
  options: RecoverOptions,
): Promise<Recovered[]> {
  using interrupts = interruptSignal();
  const { observe = () => undefined, signal = interrupts.signal, isAbandoned = isOwnerDead, alone = atOnce } = options;
  const recovered: Recovered[] = [];
  for (const job of journal.jobs('running').filter(isAbandoned)) {
    signal.throwIfAborted();
    const kind = kinds.find(({ name }) => name === job.kind);
    if (!kind) {
      recovered.push({ job: job.id, kind: job.kind, outcome: 'unknown-kind' });
      continue;
    }
    const one = await alone(job, async () => {
      const claim = journal.takeOver(job);
      return claim && recoverJob(job, { journal, kind, claim, input: job.input, signal, observe }, options.mode);
    });
    if (one) recovered.push(one);
  }
  return recovered;
}

const isOwnerDead = ({ owner }: JobRecord): boolean => !isAlive(owner);
const atOnce = <T>(_: JobRecord, act: () => Promise<T>): Promise<T> => act();

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
