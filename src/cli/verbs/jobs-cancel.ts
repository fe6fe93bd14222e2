import type { JobRecord } from '../../engine/job-record.ts';
import type { Journal } from '../../engine/journal.ts';
import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const jobsCancelVerb: Verb = {
  name: 'jobs cancel',
  summary: 'stop a bake that runs and undo what it did',
  arguments: [{ name: '<job>', description: 'its id, as rolebake jobs lists it' }],
  examples: ['rolebake jobs cancel 90385981a6'],
  exitOne: 'the bake had ended, or its image was there already',
  run,
};

async function run(session: Session, [id = '']: readonly string[]): Promise<Answer> {
  const { jobNamed } = await import('../jobs/job-named.ts');
  const { jobData } = await import('../jobs/job-data.ts');
  using journal = await session.journal();
  const asked = jobNamed(journal, id);
  const isRunning = journal.requestCancel(id);
  if (isRunning) await awaitEnd(session, journal, asked);
  const job = jobNamed(journal, id);
  const why = isRunning ? 'its image was there already' : 'it had ended before';
  const isUndone = isRunning && job.state !== 'done';
  const text = isUndone ? `job ${id} is undone: nothing of it is left` : `job ${id} is ${job.state}: ${why}`;
  return { data: jobData(journal, job), text, exitCode: isUndone ? 0 : 1 };
}

/** Its owner undoes it; where that does not work on it any more, this process does. */
async function awaitEnd(session: Session, journal: Journal, { id, owner }: JobRecord): Promise<void> {
  const { followJob } = await import('../../engine/follow.ts');
  const { interruptSignal } = await import('../../engine/interrupts.ts');
  using interrupts = interruptSignal();
  const activity = { subject: id, step: `process ${owner.pid} undoes it` };
  const follow = () => followJob(journal, id, { signal: interrupts.signal });
  const last = await session.progress.during(activity, follow);
  if (last?.state !== 'running') return;
  const { openWorkshop } = await import('../workshop.ts');
  const { providerOf, takeOverBakes } = await import('../settle.ts');
  const workshop = await openWorkshop(session, 'undo', { provider: providerOf(journal, { id }) });
  await takeOverBakes(session, workshop, 'undo', (job) => job.id === id);
}
