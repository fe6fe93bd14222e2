import { runJob } from '../engine/run-job.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { Refusal } from '../problem/problem.ts';
import type { EnvironmentRecord } from '../release/up/environment-store.ts';
import { isSettled } from '../release/up/plan.ts';
import type { UpInput } from '../release/up/up-input.ts';
import { upKind } from '../release/up/up-job.ts';
import { environmentNamed, upPlace } from './environments.ts';
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
  const place = upPlace(session, workshop);
  const record = await release(workshop);
  const runs = place.environments.get(environment.name);
  const timed = withinItsTime(session, runs, wishes);
  const input = await planRelease(session, { workshop, place }, { record, environment }, { ...timed, patience });
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
  await runJob(workshop.journal, upKind(place), input, { observe: jobObserver(session, input.environment) });
  const balancers = input.plan.roles.flatMap(({ balancer }) => balancer ?? []);
  const urls = balancers.flatMap(({ host, ports }) =>
    ports.map((port) => `http://${host}${port === 80 ? '' : `:${port}`}/`),
  );
  const text = `${input.environment} runs ${input.release}\n${urls.join('\n')}\nsee it: rolebake status --env ${input.environment}`;
  return { data: { ...dataOf('up'), urls }, text };
}

/**
 * An environment that is to end still ends then, whatever it runs: its balancers have no other clock. What is launched in
 * it now lives as long.
 */
function withinItsTime(
  { effects }: Session,
  record: EnvironmentRecord | undefined,
  wishes: Omit<UpWishes, 'patience'>,
): Omit<UpWishes, 'patience'> {
  const { environment, endsAt } = record ?? {};
  if (endsAt === undefined) return wishes;
  if (wishes.endsAt === undefined) {
    const left = (new Date(endsAt).getTime() - effects.now().getTime()) / 1000;
    return { ...wishes, endsAt, lifeSeconds: Math.max(Math.ceil(left), 1) };
  }
  if (wishes.endsAt <= endsAt) return wishes;
  throw new Refusal({
    code: 'usage',
    message: `${environment} ends at ${endsAt.slice(0, 16).replace('T', ' ')}, and its machines end themselves: they get no more time`,
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
