import { finishJob } from './held-job.ts';
import { interruptSignal } from './interrupts.ts';
import type { JobKind, JobOptions } from './job.ts';
import type { Journal } from './journal.ts';

/**
 * Runs a new job to its end in this process. If it throws or is interrupted it is undone, kept as failed, and the
 * error goes on; past `finishAfter` it is left for recovery to finish. If the process dies, `recover` has the rest.
 */
export async function runJob<Input, Result>(
  journal: Journal,
  kind: JobKind<Input, Result>,
  input: Input,
  options: JobOptions = {},
): Promise<Result> {
  using interrupts = interruptSignal();
  const claim = journal.begin(kind.name, input);
  const { observe = () => undefined, signal = interrupts.signal } = options;
  return await finishJob({ journal, kind, claim, input, signal, observe });
}
