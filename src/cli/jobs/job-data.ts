import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bakeMachine } from '../../bake/steps/baking.ts';
import type { ConvergeReport } from '../../converge/converge.ts';
import type { ResourceResult } from '../../converge/report.ts';
import type { FailureRecord, JobRecord, StepRecord } from '../../engine/job-record.ts';
import { secondsBetween } from '../../engine/job-record.ts';
import type { Journal } from '../../engine/journal.ts';
import type { Holding } from '../../engine/lease.ts';
import { outputLog } from '../follow-bake.ts';
import { digestOfJob } from './job-image.ts';

/** A job as `--json` shows it. */
export interface JobData
  extends Pick<JobRecord, 'id' | 'kind' | 'subject' | 'state' | 'created' | 'updated' | 'error'> {
  /** Of a running job: whether its process works on it, shows no sign of life, or is gone. */
  readonly holding?: Holding;
  readonly pid?: number;
  /** It is being undone, or somebody has asked for that. */
  readonly ending?: true;
  readonly result?: unknown;
  /** What the tag in the result is called now, if a merge has given it another name. */
  readonly tagNow?: string;
}

/** A step as `--json` shows it. */
interface StepData extends Omit<StepRecord, 'job' | 'result'> {
  readonly seconds?: number;
  /** The attempts that failed. */
  readonly failures: readonly Omit<FailureRecord, 'step'>[];
}

export interface JobDetails extends JobData {
  readonly steps: readonly StepData[];
  /** What the converger did to each resource, in the order in which they ran. */
  readonly resources: readonly ResourceResult[];
  readonly machine: string;
  /** The snapshot that it has made, with or without a tag. */
  readonly image?: string;
  /** Where its words are, as far as there are any: all that the machine said, and the machine's own /var/log. */
  readonly logs: { readonly output?: string; readonly machine?: string };
}

/** What the list of jobs says of each; `renamed` are tags that have another name now, by job. */
export function jobData(journal: Journal, job: JobRecord, renamed: ReadonlyMap<string, string> = new Map()): JobData {
  const { id, kind, subject, state, created, updated, error, result } = job;
  const running = state === 'running' ? { holding: journal.holding(job), pid: job.owner.pid } : {};
  const ending = state === 'running' && (job.undoing || job.cancel) ? { ending: true as const } : {};
  const now = renamed.get(id);
  const tag = now === undefined ? {} : { tagNow: now };
  return { id, kind, subject, state, ...running, ...ending, created, updated, error, result, ...tag };
}

/** All that is known of a job; `logs` is the folder of the logs of all. */
export function jobDetails(
  journal: Journal,
  job: JobRecord,
  logs: string,
  renamed?: ReadonlyMap<string, string>,
): JobDetails {
  const [steps, failures] = [journal.steps(job.id), journal.failures(job.id)];
  const output = outputLog(logs, job.id);
  const machine = join(logs, job.id, 'machine');
  const image = digestOfJob(journal, job.id);
  return {
    ...jobData(journal, job, renamed),
    steps: steps.map((step) => stepData(step, failures)),
    resources: resourcesOf(steps),
    machine: bakeMachine(job.id),
    ...(image === undefined ? {} : { image }),
    logs: { ...(existsSync(output) ? { output } : {}), ...(existsSync(machine) ? { machine } : {}) },
  };
}

function resourcesOf(steps: readonly StepRecord[]): readonly ResourceResult[] {
  const converged = steps.find(({ name, state }) => name.startsWith('converge (') && state === 'done');
  return (converged?.result as ConvergeReport | undefined)?.resources ?? [];
}

function stepData({ job: _, result: __, ...step }: StepRecord, failures: readonly FailureRecord[]): StepData {
  const { startedAt, endedAt } = step;
  const seconds = endedAt === undefined ? {} : { seconds: secondsBetween(startedAt, endedAt) };
  const own = failures.filter((failure) => failure.step === step.name);
  return { ...step, ...seconds, failures: own.map(({ attempt, at, error }) => ({ attempt, at, error })) };
}
