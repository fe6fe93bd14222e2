import { setTimeout as sleep } from 'node:timers/promises';
import type { JobEvent } from './job.ts';
import type { JobRecord, StepRecord } from './job-record.ts';
import { secondsBetween } from './job-record.ts';
import type { Journal } from './journal.ts';

export interface FollowOptions {
  readonly observe?: (event: JobEvent) => void;
  /** Called each time the journal was read. */
  readonly onLook?: () => void;
  readonly signal?: AbortSignal;
  readonly pollMs?: number;
}

/** A job and its steps at one moment. */
interface Look {
  readonly job: JobRecord;
  readonly steps: readonly StepRecord[];
}

/**
 * Tells of a job's steps as its owner does them, first what it has done already; gives the job when it has ended, or
 * while it runs when its owner is dead or its lease has run out. Undefined if there is no such job (any more).
 */
export async function followJob(
  journal: Journal,
  id: string,
  { observe = () => undefined, onLook = () => undefined, signal, pollMs = 200 }: FollowOptions = {},
): Promise<JobRecord | undefined> {
  for (let before: Look | undefined; ; ) {
    // The job first: what its last step did is then not missed.
    const job = journal.job(id);
    if (!job) return undefined;
    const look = { job, steps: journal.steps(id) };
    for (const event of eventsBetween(before, look)) observe(event);
    onLook();
    if (job.state !== 'running' || journal.holding(job) !== 'held') return job;
    before = look;
    await sleep(pollMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

function eventsBetween(before: Look | undefined, { job, steps }: Look): JobEvent[] {
  const known = new Map(before?.steps.map((step) => [step.name, step]));
  return [...steps.flatMap((step) => stepEvents(job, step, known.get(step.name))), ...undoEvents(job, before?.job)];
}

function stepEvents({ id, kind }: JobRecord, step: StepRecord, before: StepRecord | undefined): JobEvent[] {
  const event = { job: id, kind, step: step.name };
  const isBegun = before?.attempts === step.attempts;
  const begun: JobEvent[] = isBegun ? [] : [{ ...event, phase: 'started' }];
  if (step.state === 'started' || (isBegun && before.state === step.state)) return begun;
  return [...begun, { ...event, phase: step.state, seconds: secondsOf(step) }];
}

/** Its owner shows the undo as a step of that name. */
function undoEvents(job: JobRecord, before: JobRecord | undefined): JobEvent[] {
  if (!job.undoing) return [];
  const event = { job: job.id, kind: job.kind, step: 'undo' };
  const begun: JobEvent[] = before?.undoing ? [] : [{ ...event, phase: 'started' }];
  const isEnded = job.state !== 'running' && (before === undefined || before.state === 'running');
  return isEnded ? [...begun, { ...event, phase: 'done' }] : begun;
}

/** How long the last attempt of a step took; none while it goes on. */
const secondsOf = ({ startedAt, endedAt }: StepRecord): number =>
  endedAt === undefined ? 0 : secondsBetween(startedAt, endedAt);
