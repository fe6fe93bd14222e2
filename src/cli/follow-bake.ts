import { join } from 'node:path';
import type { BakeInput } from '../bake/plan.ts';
import { followJob } from '../engine/follow.ts';
import { interruptSignal } from '../engine/interrupts.ts';
import type { JobRecord } from '../engine/job-record.ts';
import { Refusal } from '../problem/problem.ts';
import { jobObserver } from './job-observer.ts';
import { LogTail } from './log-tail.ts';
import type { Session } from './session.ts';
import type { Workshop } from './workshop.ts';

/** Where the output of a job's machine is kept. */
export const outputLog = (logs: string, job: string): string => join(logs, job, 'output.log');

/**
 * Shows a bake of another process as it goes, until it ends or its process does. If it is the very bake that is wanted
 * and has failed, this one would too: its problems are thrown.
 */
export async function followBake(
  session: Session,
  { journal, place }: Workshop,
  { role, key }: BakeInput,
  other: JobRecord,
): Promise<void> {
  using interrupts = interruptSignal();
  const by = `process ${other.owner.pid}, job ${other.id}`;
  session.progress.say(`  ${role.padEnd(14)} is being baked by another process (${by}): following`);
  const tail = new LogTail(outputLog(place.logs, other.id));
  const last = await followJob(journal, other.id, {
    observe: jobObserver(session, role),
    onLook: () => session.progress.detail(role, tail.read()),
    signal: interrupts.signal,
  });
  const isSame = (journal.input(other.id) as Partial<BakeInput> | undefined)?.key === key;
  if (isSame && last?.state === 'failed' && last.problems) throw new Refusal(last.problems);
}
