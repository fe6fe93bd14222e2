import { join } from 'node:path';
import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const jobsShowVerb: Verb = {
  name: 'jobs show',
  summary: 'show a bake: its steps with their times and tries, its errors, its logs',
  arguments: [{ name: '<job>', description: 'its id, as rolebake jobs lists it' }],
  examples: ['rolebake jobs show 90385981a6', 'rolebake jobs show 90385981a6 --json'],
  run,
};

async function run(session: Session, [id = '']: readonly string[]): Promise<Answer> {
  const { jobDetails } = await import('../jobs/job-data.ts');
  const { jobNamed } = await import('../jobs/job-named.ts');
  const { jobText } = await import('../jobs/job-text.ts');
  const { renamedJobs } = await import('../renamed-jobs.ts');
  const renamed = await renamedJobs(session);
  using journal = await session.journal();
  const data = jobDetails(journal, jobNamed(journal, id), join(session.settings.state, 'logs'), renamed);
  return { data, text: jobText(session, data) };
}
