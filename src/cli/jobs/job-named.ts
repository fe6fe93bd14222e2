import { suggest } from '../../catalog/nearest.ts';
import type { JobRecord } from '../../engine/job-record.ts';
import type { Journal } from '../../engine/journal.ts';
import { Refusal } from '../../problem/problem.ts';

/** The job of this id; refuses with `unknown-job`. */
export function jobNamed(journal: Journal, id: string): JobRecord {
  const job = journal.job(id);
  if (job) return job;
  const known = journal.jobs().map((one) => one.id);
  throw new Refusal({ code: 'unknown-job', message: `the journal has no job ${id}`, hint: suggest(id, known) });
}
