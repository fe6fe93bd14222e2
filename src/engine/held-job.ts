import { Refusal } from '../problem/problem.ts';
import { type Heartbeat, keepLease, quietly } from './heartbeat.ts';
import type { JobContext, JobKind, JobOptions, UndoReason } from './job.ts';
import type { Claim, Journal } from './journal.ts';
import { observed, runStep } from './step.ts';
import { errorText } from './thrown.ts';

/** A job that this process owns. */
export interface HeldJob<Input, Result> {
  readonly journal: Journal;
  readonly kind: JobKind<Input, Result>;
  readonly claim: Claim;
  readonly input: Input;
  /** Ends the work: aborted by the user, by whoever cancels the job or by the loss of the claim. */
  readonly signal: AbortSignal;
  readonly observe: NonNullable<JobOptions['observe']>;
}

/**
 * Holds a job for as long as `act` takes: its lease is renewed, and what happens to it aborts its signal. A job that
 * then still runs is let go, for whoever tries it next.
 */
async function holding<Input, Result, T>(
  job: HeldJob<Input, Result>,
  act: (held: HeldJob<Input, Result>, heartbeat: Heartbeat) => Promise<T>,
): Promise<T> {
  using heartbeat = keepLease(job.journal, job.claim);
  const signal = AbortSignal.any([job.signal, heartbeat.cancelled, heartbeat.lost]);
  try {
    return await act({ ...job, signal }, heartbeat);
  } finally {
    quietly(() => job.journal.release(job.claim));
  }
}

/** Runs the job to its end. When that throws, the job is undone (unless it is past `finishAfter`), and the error goes on. */
export async function finishJob<Input, Result>(job: HeldJob<Input, Result>): Promise<Result> {
  return await holding(job, async (held, { lost }) => {
    try {
      const result = await held.kind.run(contextOf(held), held.input);
      held.journal.end(held.claim, 'done', result);
      return result;
    } catch (error) {
      // What a replaced owner stumbles over is the work of the new one.
      held.journal.assertHeld(held.claim);
      await giveUp(held, lost, error);
      throw error;
    }
  });
}

/** Undoes the job and ends it in this state. If the undo throws, the job stays running, for recovery to undo. */
export async function undoJob<Input, Result>(
  job: HeldJob<Input, Result>,
  state: 'cancelled' | 'undone',
): Promise<void> {
  await holding(job, (held, { lost }) => undo({ ...held, signal: lost }, state));
}

/** Whether the job is past its point of no return. */
export function isPastReturn<Input, Result>(held: Pick<HeldJob<Input, Result>, 'journal' | 'kind' | 'claim'>): boolean {
  const { finishAfter } = held.kind;
  return finishAfter !== undefined && held.journal.step(held.claim.job, finishAfter)?.state === 'done';
}

async function undo<Input, Result>(held: HeldJob<Input, Result>, state: UndoReason): Promise<void> {
  const { journal, kind, claim, input } = held;
  journal.startUndo(claim);
  await observed(held, 'undo', () => kind.undo(contextOf(held), input, state)).catch((error: unknown) => {
    if (journal.holds(claim)) journal.noteError(claim, error, 'undo: ');
    throw error;
  });
  journal.end(claim, state);
}

async function giveUp<Input, Result>(held: HeldJob<Input, Result>, lost: AbortSignal, error: unknown): Promise<void> {
  held.journal.noteError(held.claim, error);
  if (isPastReturn(held)) return;
  try {
    await undo({ ...held, signal: lost }, held.signal.aborted ? 'cancelled' : 'failed');
  } catch (undoError) {
    throw bothOf(error, undoError);
  }
}

function bothOf(error: unknown, undoError: unknown): Error {
  if (!(error instanceof Refusal)) return new AggregateError([error, undoError], errorText(error));
  const message = `and what it left could not be undone: ${errorText(undoError)}`;
  const hint = 'the next rolebake command tries again';
  return new Refusal([...error.problems, { code: 'undo-failed', message, hint }], { cause: undoError });
}

function contextOf<Input, Result>(held: HeldJob<Input, Result>): JobContext {
  const { journal, claim, kind, observe } = held;
  const begun = new Set<string>();
  return {
    jobId: claim.job,
    signal: held.signal,
    log: (text) => observe({ phase: 'log', job: claim.job, kind: kind.name, text }),
    finished: <T>(name: string) => journal.step(claim.job, name)?.result as T | undefined,
    assertHeld: () => journal.assertHeld(claim),
    step: (name, act, options) => {
      if (begun.has(name)) throw new Error(`job kind ${kind.name} has two steps of the name ${name}`);
      begun.add(name);
      return runStep(held, name, act, options?.retries);
    },
  };
}
