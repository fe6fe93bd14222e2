import { JOB_STATES } from '../../engine/job-record.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const jobsVerb: Verb = {
  name: 'jobs',
  summary: 'list bakes and moves of environments: those that run, and those that have ended',
  options: [
    { flags: '--state <state>', description: 'only those in this state', choices: JOB_STATES },
    { flags: '--role <role>', description: 'only those of this role' },
  ],
  examples: ['rolebake jobs', 'rolebake jobs --state failed', 'rolebake jobs --role web --json'],
  run,
};

async function run(session: Session, _args: readonly string[], options: Options): Promise<Answer> {
  const { jobData } = await import('../jobs/job-data.ts');
  const { jobRow } = await import('../jobs/job-text.ts');
  const [state, role] = [textOption(options, 'state'), textOption(options, 'role')];
  const { renamedJobs } = await import('../renamed-jobs.ts');
  const renamed = await renamedJobs(session);
  using journal = await session.journal();
  const jobs = journal
    .jobs(JOB_STATES.find((one) => one === state))
    .filter(({ subject }) => role === undefined || subject === `role/${role}`)
    .map((job) => jobData(journal, job, renamed));
  return { data: jobs, text: jobs.length === 0 ? 'no such job' : table(jobs.map(jobRow)) };
}
