import type { Retries } from './retries.ts';

/**
 * A kind of job: what it does step by step, and how to take it back.
 *
 * Input and step results are stored in the journal as JSON, in plain: a secret never goes into either.
 * `run` must be the same sequence of steps for the same input and results: after a crash it is called again, and
 * each step that was done gives its kept result.
 */
export interface JobKind<Input, Result> {
  readonly name: string;
  /** What the job works on: no two jobs of one subject run at a time. Default: nothing that matters. */
  subject?(input: Input): string;
  run(context: JobContext, input: Input): Promise<Result>;
  /**
   * Takes back all that `run` may have done, finished or not; called again if it died in mid-way, so what is
   * gone already is no error. What a step in flight made is found by names derived from `context.jobId`.
   */
  undo(context: JobContext, input: Input, why: UndoReason): Promise<void>;
  /** The point of no return: once this step is done, a job is finished and never undone. */
  readonly finishAfter?: string;
}

/** Why a job is undone: it failed, somebody asked for its end, or its process died; the state in which it then is. */
export type UndoReason = 'failed' | 'cancelled' | 'undone';

/** What a running job gets. */
export interface JobContext {
  /** Ten hex digits, unique in the journal: names of what the job makes derive from it. */
  readonly jobId: string;
  /**
   * Does one thing once. The intent is on disk before `act` is called; its result (as JSON gives it back) is kept
   * and returned on replay without a call. A step in flight at a crash runs again: `act` must adopt what it finds.
   * With retries, so does a step that failed with an error that may pass.
   */
  step<T>(name: string, act: () => Promise<T>, options?: StepOptions): Promise<T>;
  /**
   * Refuses with `job-lost` if the job is not this process's any more. To be asked right before each outside effect:
   * a process that was stopped for long may have been replaced by another (see `fenced`).
   */
  readonly assertHeld: () => void;
  /** Text for the observer; not stored. */
  log(text: string): void;
  /**
   * Aborted when the user interrupts or cancels, and the job is then undone; or when another process has taken it
   * over. During an undo only the latter.
   */
  readonly signal: AbortSignal;
  /** The kept result of a finished step. */
  finished<T>(name: string): T | undefined;
}

export interface StepOptions {
  readonly retries?: Retries;
}

/** Progress of a step; the undo of a job shows as a step of the name `undo`. */
export interface StepEvent {
  readonly phase: 'started' | 'done' | 'failed' | 'replayed';
  readonly job: string;
  readonly kind: string;
  readonly step: string;
  /** With phase done and failed; of all tries. */
  readonly seconds?: number;
}

/** A step has failed and is tried again after a pause. */
export interface RetryEvent {
  readonly phase: 'retrying';
  readonly job: string;
  readonly kind: string;
  readonly step: string;
  /** The number of the next try, and how many there are at most. */
  readonly attempt: number;
  readonly of: number;
  readonly pauseSeconds: number;
  readonly why: string;
}

/** Text that a job logged. */
interface LogEvent {
  readonly phase: 'log';
  readonly job: string;
  readonly kind: string;
  readonly text: string;
}

export type JobEvent = StepEvent | RetryEvent | LogEvent;

export interface JobOptions {
  readonly observe?: (event: JobEvent) => void;
  /** Aborting it undoes the job. Default: aborted by SIGINT and SIGTERM. */
  readonly signal?: AbortSignal;
}
