import { Refusal } from '../problem/problem.ts';
import type { JobContext, JobKind, JobOptions, StepEvent } from './job.ts';
import type { Claim, Journal } from './journal.ts';

/** A job that this process owns. */
export interface HeldJob<Input, Result> {
  readonly journal: Journal;
  readonly kind: JobKind<Input, Result>;
  readonly claim: Claim;
  readonly input: Input;
  readonly signal: AbortSignal;
  readonly observe: NonNullable<JobOptions['observe']>;
}

/** Runs the job to its end. When that throws, the job is undone (unless it is past `finishAfter`), and the error goes on. */
export async function finishJob<Input, Result>(held: HeldJob<Input, Result>): Promise<Result> {
  try {
    const result = await held.kind.run(contextOf(held), held.input);
    held.journal.end(held.claim, 'done');
    return result;
  } catch (error) {
    if (held.journal.holds(held.claim)) await giveUp(held, error);
    throw error;
  }
}

/** Undoes the job and ends it in this state. If the undo throws, the job stays running, for recovery to undo. */
export async function undoJob<Input, Result>(held: HeldJob<Input, Result>, state: 'failed' | 'undone'): Promise<void> {
  const { journal, kind, claim, input } = held;
  journal.startUndo(claim);
  const undoing = { ...held, signal: new AbortController().signal };
  await observed(undoing, 'undo', () => kind.undo(contextOf(undoing), input)).catch((error: unknown) => {
    if (journal.holds(claim)) journal.noteError(claim, `undo: ${messageOf(error)}`);
    throw error;
  });
  journal.end(claim, state);
}

/** Whether the job is past its point of no return. */
export function isPastReturn<Input, Result>(held: HeldJob<Input, Result>): boolean {
  const { finishAfter } = held.kind;
  return finishAfter !== undefined && held.journal.step(held.claim.job, finishAfter)?.state === 'done';
}

/** The words of a thrown value. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function giveUp<Input, Result>(held: HeldJob<Input, Result>, error: unknown): Promise<void> {
  held.journal.noteError(held.claim, messageOf(error));
  if (isPastReturn(held)) return;
  try {
    await undoJob(held, 'failed');
  } catch (undoError) {
    throw bothOf(error, undoError);
  }
}

function bothOf(error: unknown, undoError: unknown): Error {
  if (!(error instanceof Refusal)) return new AggregateError([error, undoError], messageOf(error));
  const message = `and what it left could not be undone: ${messageOf(undoError)}`;
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
    step: (name, act) => {
      if (begun.has(name)) throw new Error(`job kind ${kind.name} has two steps of the name ${name}`);
      begun.add(name);
      return step(held, name, act);
    },
  };
}

async function step<T, Input, Result>(held: HeldJob<Input, Result>, name: string, act: () => Promise<T>): Promise<T> {
  const { journal, claim } = held;
  const kept = journal.step(claim.job, name);
  if (kept?.state === 'done') {
    held.observe({ ...eventOf(held, name), phase: 'replayed' });
    return kept.result as T;
  }
  held.signal.throwIfAborted();
  journal.startStep(claim, name);
  return observed(held, name, async () => {
    const text = await resultOf(held, name, act);
    journal.endStep(claim, name, text);
    // What a replay will give, given the first time too.
    return (text === null ? undefined : JSON.parse(text)) as T;
  });
}

async function resultOf<Input, Result>(
  held: HeldJob<Input, Result>,
  name: string,
  act: () => Promise<unknown>,
): Promise<string | null> {
  try {
    return JSON.stringify(await act()) ?? null;
  } catch (error) {
    if (held.journal.holds(held.claim)) held.journal.failStep(held.claim, name, messageOf(error));
    throw error;
  }
}

async function observed<T, Input, Result>(
  held: HeldJob<Input, Result>,
  name: string,
  act: () => Promise<T>,
): Promise<T> {
  const event = eventOf(held, name);
  const began = held.journal.now().getTime();
  const seconds = () => (held.journal.now().getTime() - began) / 1000;
  held.observe({ ...event, phase: 'started' });
  try {
    const value = await act();
    held.observe({ ...event, phase: 'done', seconds: seconds() });
    return value;
  } catch (error) {
    held.observe({ ...event, phase: 'failed', seconds: seconds() });
    throw error;
  }
}

function eventOf<Input, Result>(held: HeldJob<Input, Result>, name: string): Omit<StepEvent, 'phase'> {
  return { job: held.claim.job, kind: held.kind.name, step: name };
}
