import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { JobData, JobDetails } from './job-data.ts';

/** The state of a job in words. */
export function stateText({ state, holding, ending }: JobData): string {
  if (state !== 'running') return state;
  const what = ending ? 'ending' : 'running';
  if (holding === 'dead') return `${what}, its process is gone`;
  return holding === 'expired' ? `${what}, its process gives no sign of life` : what;
}

const timeText = (iso: string): string => iso.slice(0, 19).replace('T', ' ');
const firstLine = (text: string | undefined): string => text?.split('\n')[0] ?? '';

/** A job's row in the list of jobs. */
export const jobRow = (job: JobData): string[] => [
  job.id,
  job.subject ?? job.kind,
  stateText(job),
  timeText(job.created),
  outcomeText(job),
];

/** What came of a job: its tag, or the first line of its error. */
export function outcomeText({ result, error, tagNow }: JobData): string {
  const tag = (result as { readonly tag?: unknown } | undefined)?.tag;
  if (tagNow !== undefined) return `${tagNow}, formerly ${tag}`;
  return typeof tag === 'string' ? tag : firstLine(error);
}

/** A job as a person reads it. */
export function jobText(session: Session, job: JobDetails): string {
  const facts = [
    ['job', `${job.id}, ${job.kind} of ${job.subject ?? 'nothing in particular'}`],
    ['state', stateText(job)],
    ['begun', timeText(job.created)],
    ['last change', timeText(job.updated)],
    ...(job.pid === undefined ? [] : [['process', String(job.pid)]]),
    ...(job.state === 'running' ? [['machine', job.machine]] : []),
    ...(job.image === undefined ? [] : [['image', job.image]]),
    ...Object.entries(job.logs).map(([name, path]) => [`log (${name})`, session.shown(path)]),
    ...(outcomeText(job) === '' ? [] : [[job.error === undefined ? 'result' : 'error', outcomeText(job)]]),
  ];
  const slowest = job.resources.toSorted((a, b) => b.seconds - a.seconds).slice(0, MOST_RESOURCES);
  const resources =
    slowest.length === 0 ? '' : `\nslowest of ${job.resources.length} resources\n${table(slowest.map(resourceRow))}`;
  return `${table(facts)}\n${table(job.steps.flatMap(stepRows))}${resources}`;
}

const MOST_RESOURCES = 10;

const resourceRow = ({ name, seconds, changed, file = '', line }: JobDetails['resources'][number]): string[] => [
  `${seconds.toFixed(2)} s`,
  name,
  changed ? 'changed' : 'as it was',
  line === undefined ? file : `${file}:${line}`,
];

function stepRows(step: JobDetails['steps'][number]): string[][] {
  const took = step.seconds === undefined ? '' : `${step.seconds.toFixed(1)} s`;
  const tries = step.attempts === 1 ? '' : `${step.attempts} tries`;
  const failed = step.failures.map(({ attempt, at, error }) => [
    `  try ${attempt}`,
    'failed',
    timeText(at),
    '',
    firstLine(error),
  ]);
  return [[step.name, step.state, timeText(step.startedAt), took, tries], ...failed];
}
