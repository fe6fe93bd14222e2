import type { SQLOutputValue } from 'node:sqlite';
import type { Owner } from './owner.ts';

/** `failed`: its run threw and it was undone; `undone`: its process died and recovery took it back. */
export type JobState = 'running' | 'done' | 'failed' | 'undone';

/** A job as the journal keeps it; times are ISO 8601 in UTC. */
export interface JobRecord {
  readonly id: string;
  readonly kind: string;
  readonly input: unknown;
  readonly state: JobState;
  /** Its undo has begun: it cannot be finished any more. */
  readonly undoing: boolean;
  /** Counts the owners that it had. */
  readonly epoch: number;
  readonly owner: Owner;
  readonly created: string;
  readonly updated: string;
  readonly error: string | undefined;
}

/** A step as the journal keeps it. */
export interface StepRecord {
  readonly job: string;
  readonly name: string;
  readonly state: 'started' | 'done' | 'failed';
  readonly result: unknown;
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  readonly attempts: number;
  readonly error: string | undefined;
}

type Row = Record<string, SQLOutputValue>;

const textOf = (value: SQLOutputValue | undefined) => (typeof value === 'string' ? value : undefined);
const jsonOf = (value: SQLOutputValue | undefined): unknown =>
  typeof value === 'string' ? JSON.parse(value) : undefined;

/** Reads a row of the table `job`. */
export function jobOf(row: Row): JobRecord {
  return {
    id: String(row['id']),
    kind: String(row['kind']),
    input: jsonOf(row['input']),
    state: row['state'] as JobState,
    undoing: row['undoing'] === 1,
    epoch: Number(row['epoch']),
    owner: { pid: Number(row['pid']), startTime: Number(row['start']), boot: String(row['boot']) },
    created: String(row['created']),
    updated: String(row['updated']),
    error: textOf(row['error']),
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
