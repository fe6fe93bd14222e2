import { Refusal } from '../problem/problem.ts';
import { finishJob } from './held-job.ts';
import { interruptSignal } from './interrupts.ts';
import type { JobKind, JobOptions } from './job.ts';
import type { JobRecord } from './job-record.ts';
import type { Journal } from './journal.ts';

/** What came of the wish to run a job: it ran, or another one of its subject runs already. */
export type Tried<Result> =
  | { readonly outcome: 'ran'; readonly result: Result }
  | { readonly outcome: 'busy'; readonly other: JobRecord };

/**
 * Runs a new job to its end in this process, unless another job of its subject runs. If it throws or is interrupted it
 * is undone, kept as failed or cancelled, and the error goes on; past `finishAfter` it is left for recovery to finish.
 * If the process dies, `recover` has the rest.
 */
export async function tryJob<Input, Result>(
  journal: Journal,
  kind: JobKind<Input, Result>,
  input: Input,
  options: JobOptions = {},
): Promise<Tried<Result>> {
  using interrupts = interruptSignal();
  const { observe = () => undefined, signal = interrupts.signal } = options;
  signal.throwIfAborted();
  const begun = journal.begin(kind.name, input, kind.subject?.(input));
  if ('id' in begun) return { outcome: 'busy', other: begun };
  const result = await finishJob({ journal, kind, claim: begun, input, signal, observe });
  return { outcome: 'ran', result };
}

/** The same, but refuses with `lock-busy` where another job of the subject runs. */
export async function runJob<Input, Result>(
  journal: Journal,
  kind: JobKind<Input, Result>,
  input: Input,
  options: JobOptions = {},
): Promise<Result> {
  const tried = await tryJob(journal, kind, input, options);
  if (tried.outcome === 'ran') return tried.result;
  const { id, subject, owner } = tried.other;
  const message = `job ${id} of process ${owner.pid} works on ${subject}`;
  throw new Refusal({ code: 'lock-busy', message, hint: `rolebake jobs follow ${id}` });
}
