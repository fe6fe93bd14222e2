import type { JobEvent } from '../engine/job.ts';
import { runJob } from '../engine/run-job.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import type { Provider } from '../machines/provider.ts';
import { Refusal } from '../problem/problem.ts';
import type { EnvironmentRecord } from '../release/up/environment-store.ts';
import { isSettled } from '../release/up/plan.ts';
import type { UpInput } from '../release/up/up-input.ts';
import { upKind } from '../release/up/up-job.ts';
import type { UpPlace } from '../release/up/up-place.ts';
import { pointToLog } from './bake-log.ts';
import { environmentNamed, upPlace, valueReader } from './environments.ts';
import { outputLog } from './follow-bake.ts';
import { jobObserver } from './job-observer.ts';
import type { Session } from './session.ts';
import { upCost, upCostText } from './up-cost.ts';
import { planRelease, refuseRemoval, type UpWishes, upPlanText } from './up-plan.ts';
import { type Answer, numberOption, type Options, textOption } from './verb.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

/** The environment that a verb is to act on. */
export function environmentOption(options: Options): string {
  const name = textOption(options, 'env');
  if (name !== undefined) return name;
  throw new Refusal({ code: 'usage', message: 'which environment?', hint: '--env NAME' });
}

/** Brings an environment to a release: plans, refuses what nobody is likely to mean, acts. */
export async function moveTo(
  session: Session,
  options: Options,
  release: (workshop: Workshop) => Promise<TagRecord>,
  wishes: Omit<UpWishes, 'patience'>,
): Promise<Answer> {
  const environment = environmentNamed(session, environmentOption(options));
  const seconds = (name: string) =>
    numberOption(options, name, { flag: `--${name}`, unit: 'seconds', most: 5, example: 30 });
  const patience = { healthy: seconds('wait'), drain: seconds('drain') };
  const workshop = await openWorkshop(session, 'undo', options);
  const read = valueReader(session, workshop.provider);
  const place = upPlace(session, workshop, read);
  const record = await release(workshop);
  const runs = place.environments.get(environment.name);
  const timed = withinItsTime(session, workshop.provider, runs, wishes);
  const input = await planRelease(session, { workshop, place, read }, { record, environment }, { ...timed, patience });
  const isDone = wishes.endsAt === undefined && runsAlready(input, runs);
  const cost = workshop.provider === 'ec2' ? await upCost(workshop, input) : undefined;
  const plan = isDone
    ? `${input.environment} runs ${input.release} already\n`
    : `${upPlanText(input)}${cost === undefined ? '' : upCostText(cost)}`;
  const dataOf = (action: string) => ({ ...upData(input, action), ...(cost === undefined ? {} : { cost }) });
  if (options['dryRun'] === true) return { data: dataOf('dry-run'), text: plan };
  if (isDone) return { data: dataOf('keep'), text: plan };
  if (options['allowRemoval'] !== true) refuseRemoval(input.plan);
  session.progress.say(plan.trimEnd());
  await raise(session, workshop, place, input);
  const balancers = input.plan.roles.flatMap(({ balancer }) => balancer ?? []);
  const urls = balancers.flatMap(({ host, ports }) =>
    ports.map((port) => `http://${host}${port === 80 ? '' : `:${port}`}/`),
  );
  const text = [doneText(input, runs), ...urls, `see it: rolebake status --env ${input.environment}`].join('\n');
  return { data: { ...dataOf('up'), urls }, text };
}

/** What has come of it, and the ways on from there. */
function doneText({ environment, release, weight }: UpInput, runs: EnvironmentRecord | undefined): string {
  const name = release.replace(/^release\//, '');
  const back = `back: rolebake rollback --env ${environment}`;
  if (weight < 100 && runs)
    return `${weight} % of ${environment} is ${release}, the rest ${runs.release}\nall: rolebake up ${name} --env ${environment}; ${back}`;
  if (runs === undefined || runs.release === release) return `${environment} runs ${release}`;
  return `${environment} runs ${release}, and ran ${runs.release} before; ${back}`;
}

/** Runs the job; where a machine was not well, the error says where its last words are. */
async function raise(session: Session, { journal }: Workshop, place: UpPlace, input: UpInput): Promise<void> {
  const show = jobObserver(session, input.environment);
  let job = '';
  const observe = (event: JobEvent) => {
    job = event.job;
    show(event);
  };
  try {
    await runJob(journal, upKind(place), input, { observe });
  } catch (error) {
    const goesOn = place.environments.get(input.environment)?.release;
    if (['failed', 'cancelled'].includes(journal.job(job)?.state ?? ''))
      session.progress.say(`  taken back: ${goesOn === undefined ? 'nothing of it is left' : `${goesOn} goes on`}`);
    const log = outputLog(place.logs, job);
    pointToLog(error, log, session.shown(log));
  }
}

/**
 * An environment that is to end still ends then, whatever it runs, unless another time is given; all that is in it ends with
 * it. At AWS that can only be sooner.
 */
function withinItsTime(
  { effects }: Session,
  provider: Provider,
  record: EnvironmentRecord | undefined,
  wishes: Omit<UpWishes, 'patience'>,
): Omit<UpWishes, 'patience'> {
  const { environment, endsAt } = record ?? {};
  if (wishes.endsAt !== undefined) {
    if (provider === 'ec2' && endsAt !== undefined && wishes.endsAt > endsAt)
      throw noMoreTime(environment ?? '', endsAt);
    return { ...wishes, isRetimed: record !== undefined };
  }
  if (endsAt === undefined) return wishes;
  const left = (new Date(endsAt).getTime() - effects.now().getTime()) / 1000;
  return { ...wishes, endsAt, lifeSeconds: Math.max(Math.ceil(left), 1) };
}

function noMoreTime(environment: string, endsAt: string): Refusal {
  return new Refusal({
    code: 'usage',
    message: `${environment} ends at ${endsAt.slice(0, 16).replace('T', ' ')}, and its balancers at AWS get no more time`,
    hint: `leave out --for, or end it first: rolebake down --env ${environment}`,
  });
}

/** Whether nothing is to be done. A release may have the machines of another, and differ in its balancers. */
const runsAlready = ({ plan, weight, release, zone }: UpInput, runs: EnvironmentRecord | undefined): boolean =>
  isSettled(plan) && weight === 100 && isAt(runs, release, zone);

const isAt = (runs: EnvironmentRecord | undefined, release: string, zone: string): boolean =>
  runs?.release === release && runs.zone === zone && runs.canary === undefined;

const upData = ({ environment, zone, release, plan, weight }: UpInput, action: string) => ({
  ...{ environment, zone, release, action, weight, plan },
});
