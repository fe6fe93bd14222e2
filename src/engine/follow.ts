import { setTimeout as sleep } from 'node:timers/promises';
import type { JobEvent } from './job.ts';
import type { JobRecord, StepRecord } from './job-record.ts';
import type { Journal } from './journal.ts';

export interface FollowOptions {
  readonly observe?: (event: JobEvent) => void;
  /** Called each time the journal was read. */
  readonly onLook?: () => void;
  readonly signal?: AbortSignal;
  readonly pollMs?: number;
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
  const seen = new Map<string, StepRecord>();
  for (;;) {
    const job = journal.job(id);
    for (const step of journal.steps(id)) {
      if (job) for (const event of eventsOf(job, step, seen.get(step.name))) observe(event);
      seen.set(step.name, step);
    }
    onLook();
    if (job?.state !== 'running' || journal.holding(job) !== 'held') return job;
    await sleep(pollMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}

/** What has happened to a step since it was read last. */
function eventsOf({ id, kind }: JobRecord, step: StepRecord, before: StepRecord | undefined): JobEvent[] {
  const event = { job: id, kind, step: step.name };
  const isBegun = before?.attempts === step.attempts;
  const begun: JobEvent[] = isBegun ? [] : [{ ...event, phase: 'started' }];
  if (step.state === 'started' || (isBegun && before.state === step.state)) return begun;
  return [...begun, { ...event, phase: step.state, seconds: secondsOf(step) }];
}

/** How long the last attempt of a step took, by the clock on the wall; none while it goes on. */
const secondsOf = ({ startedAt, endedAt }: StepRecord): number =>
  endedAt === undefined ? 0 : Math.max(0, (Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
