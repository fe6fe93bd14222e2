import type { SQLOutputValue } from 'node:sqlite';
import type { Problem } from '../problem/problem.ts';
import type { Owner } from './owner.ts';

/**
 * `failed`: its run threw and it was undone; `cancelled`: somebody stopped it and it was undone; `undone`: its owner was
 * gone and recovery took it back.
 */
export const JOB_STATES = ['running', 'done', 'failed', 'cancelled', 'undone'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** A job as the journal keeps it, but for its input, which may be large; times are ISO 8601 in UTC. */
export interface JobRecord {
  readonly id: string;
  readonly kind: string;
  /** What it works on: of the running jobs only one does. */
  readonly subject: string | undefined;
  readonly state: JobState;
  /** Its undo has begun: it cannot be finished any more. */
  readonly undoing: boolean;
  /** Somebody has asked for its end. */
  readonly cancel: boolean;
  /** Counts the owners that it had. */
  readonly epoch: number;
  readonly owner: Owner;
  /** When the owner's lease ends, by the monotonic clock of the boot, in milliseconds. */
  readonly lease: number;
  readonly created: string;
  readonly updated: string;
  /** What a job that is done returned. */
  readonly result: unknown;
  readonly error: string | undefined;
  /** The same as problems, if it was an expected failure. */
  readonly problems: readonly Problem[] | undefined;
}

/** A step as the journal keeps it. */
export interface StepRecord {
  readonly job: string;
  readonly name: string;
  readonly state: 'started' | 'done' | 'failed';
  readonly result: unknown;
  /** Of the last attempt. */
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  readonly attempts: number;
  readonly error: string | undefined;
}

/** An attempt of a step that failed. */
export interface FailureRecord {
  readonly step: string;
  readonly attempt: number;
  readonly at: string;
  readonly error: string;
}

/** Between two times of a job, by the clock on the wall: none where that was set back. */
export const secondsBetween = (start: string, end: string): number =>
  Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000);

type Row = Record<string, SQLOutputValue>;

const textOf = (value: SQLOutputValue | undefined) => (typeof value === 'string' ? value : undefined);
const jsonOf = (value: SQLOutputValue | undefined): unknown =>
  typeof value === 'string' ? JSON.parse(value) : undefined;

/** The columns of the table `job` that a record is made of. */
export const JOB_COLUMNS =
  'id, kind, subject, state, undoing, cancel, epoch, pid, start, boot, lease, created, updated, result, error, problems';

/** Reads a row of the table `job`. */
export function jobOf(row: Row): JobRecord {
  return {
    id: String(row['id']),
    kind: String(row['kind']),
    subject: textOf(row['subject']),
    state: row['state'] as JobState,
    undoing: row['undoing'] === 1,
    cancel: row['cancel'] === 1,
    epoch: Number(row['epoch']),
    owner: { pid: Number(row['pid']), startTime: Number(row['start']), boot: String(row['boot']) },
    lease: Number(row['lease']),
    created: String(row['created']),
    updated: String(row['updated']),
    result: jsonOf(row['result']),
    error: textOf(row['error']),
    problems: jsonOf(row['problems']) as readonly Problem[] | undefined,
  };
}

/** Reads a row of the table `step`. */
export function stepOf(row: Row): StepRecord {
  return {
    job: String(row['job']),
    name: String(row['name']),
    state: row['state'] as StepRecord['state'],
    result: jsonOf(row['result']),
    startedAt: String(row['started']),
    endedAt: textOf(row['ended']),
    attempts: Number(row['attempts']),
    error: textOf(row['error']),
  };
}

/** Reads a row of the table `failure`. */
export function failureOf(row: Row): FailureRecord {
  return {
    step: String(row['step']),
    attempt: Number(row['attempt']),
    at: String(row['at']),
    error: String(row['error']),
  };
}
