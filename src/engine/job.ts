/**
 * A kind of job: what it does step by step, and how to take it back.
 *
 * Input and step results are stored in the journal as JSON, in plain: a secret never goes into either.
 * `run` must be the same sequence of steps for the same input and results: after a crash it is called again, and
 * each step that was done gives its kept result.
 */
export interface JobKind<Input, Result> {
  readonly name: string;
  run(context: JobContext, input: Input): Promise<Result>;
  /**
   * Takes back all that `run` may have done, finished or not; called again if it died in mid-way, so what is
   * gone already is no error. What a step in flight made is found by names derived from `context.jobId`.
   */
  undo(context: JobContext, input: Input): Promise<void>;
  /** The point of no return: once this step is done, a job is finished and never undone. */
  readonly finishAfter?: string;
}

/** What a running job gets. */
export interface JobContext {
  /** Ten hex digits, unique in the journal: names of what the job makes derive from it. */
  readonly jobId: string;
  /**
   * Does one thing once. The intent is on disk before `act` is called; its result (as JSON gives it back) is kept
   * and returned on replay without a call. A step in flight at a crash runs again: `act` must adopt what it finds.
   */
  step<T>(name: string, act: () => Promise<T>): Promise<T>;
  /** Text for the observer; not stored. */
  log(text: string): void;
  /** Aborted when the user interrupts; the job is then undone. Never aborted during an undo. */
  readonly signal: AbortSignal;
  /** The kept result of a finished step. */
  finished<T>(name: string): T | undefined;
}

/** Progress of a step; the undo of a job shows as a step of the name `undo`. */
export interface StepEvent {
  readonly phase: 'started' | 'done' | 'failed' | 'replayed';
  readonly job: string;
  readonly kind: string;
  readonly step: string;
  /** Wall time, with phase done and failed. */
  readonly seconds?: number;
}

/** Text that a job logged. */
interface LogEvent {
  readonly phase: 'log';
  readonly job: string;
  readonly kind: string;
  readonly text: string;
}

export type JobEvent = StepEvent | LogEvent;

export interface JobOptions {
  readonly observe?: (event: JobEvent) => void;
  /** Aborting it undoes the job. Default: aborted by SIGINT and SIGTERM. */
  readonly signal?: AbortSignal;
}
