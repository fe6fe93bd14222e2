import type { Environment } from '../catalog/environments/environment.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { whyRevoked } from '../ledger/refuse-revoked.ts';
import { refuseWithoutRole } from '../machines/ec2/values/references.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import { environmentProblems, passedOver } from '../release/environment-problems.ts';
import { tooManyForNames } from '../release/front/ec2/record-limit.ts';
import { lockIn, type ReleaseLock } from '../release/lock.ts';
import { releaseFlags } from '../release/member-flags.ts';
import type { EnvironmentRecord } from '../release/up/environment-store.ts';
import { machinesOf } from '../release/up/labels.ts';
import {
  type EnvironmentMachine,
  endingIn,
  type PlannedEnvironment,
  planUp,
  removedShare,
  type UpPlan,
} from '../release/up/plan.ts';
import type { UpInput } from '../release/up/up-input.ts';
import type { UpPlace } from '../release/up/up-place.ts';
import type { Ec2Workshop } from './ec2-workshop.ts';
import { contractsOf, type ValueReader } from './environments.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';
import type { Workshop } from './workshop.ts';

/** What a person asks for besides the release. */
export type UpWishes = Pick<UpInput, 'weight' | 'patience' | 'endsAt' | 'isRetimed' | 'lifeSeconds'>;

/** What is planned with. */
interface Planner {
  readonly workshop: Workshop;
  readonly place: UpPlace;
  readonly read: ValueReader;
}

/** Plans how an environment gets to a release; a Refusal names all that is in the way, before anything starts. */
export async function planRelease(
  session: Session,
  { workshop, place, read }: Planner,
  { record, environment }: { readonly record: TagRecord; readonly environment: Environment },
  wishes: UpWishes,
): Promise<UpInput> {
  const lock = lockIn(record);
  if (workshop.provider === 'ec2') await refuseSharedName(workshop, environment.name);
  const runs = place.environments.get(environment.name);
  refuseOther(runs?.release, record);
  const contracts = await contractsOf(workshop, lock);
  const counted = lock.members.map((member) => {
    return { member, count: environment.roles.get(member.role)?.count ?? member.count };
  });
  const problems = [
    ...environmentProblems(environment, lock, contracts),
    ...(workshop.provider === 'ec2' ? tooManyForNames(counted) : []),
    ...(await tagProblems(lock, workshop)),
  ];
  if (problems.length > 0) throw new Refusal(problems);
  for (const line of passedOver(environment, lock, contracts)) session.progress.say(line);
  const flags = await releaseFlags(lock, environment, contracts, read);
  if (workshop.provider === 'ec2') refuseWithoutRole(Object.assign({}, ...flags.values()), workshop.ec2);
  const wanted = counted.map(({ member, count }) => ({
    ...{ member, count },
    wish: place.environments.sealOf([member.digest, flags.get(member.role)]),
  }));
  const zone = environment.zone ?? lock.zone;
  const machines = machinesOf(environment.name, await place.machines.list());
  const before = await locksOf(runs, workshop);
  const plan = planUp(lock, { name: environment.name, zone, ...canaryOf(runs, before, machines) }, wanted, machines);
  return {
    ...{ provider: workshop.provider, environment: environment.name, zone, release: record.tag, lock, before, plan },
    wishes: Object.fromEntries(wanted.map(({ member, wish }) => [member.role, wish])),
    ...wishes,
  };
}

/** What an environment runs: the release that serves, and perhaps a canary. */
async function locksOf(runs: EnvironmentRecord | undefined, { place }: Workshop): Promise<ReleaseLock[]> {
  const tags = [runs?.release, runs?.canary?.release].flatMap((tag) => tag ?? []);
  return await Promise.all(tags.map(async (tag) => lockIn(await place.ledger.show(tag))));
}

/** A canary that runs in an environment. One that was noted without its machines has those of other tags. */
function canaryOf(
  runs: EnvironmentRecord | undefined,
  [serves]: readonly ReleaseLock[],
  there: readonly EnvironmentMachine[],
): Pick<PlannedEnvironment, 'canary'> {
  if (!runs?.canary || !serves) return {};
  const { weight, machines } = runs.canary;
  const tags = new Set(serves.members.map(({ tag }) => tag));
  const others = there.filter(({ tag }) => !tags.has(tag)).map(({ id }) => id);
  return { canary: { share: weight, machines: machines ?? others } };
}

/** In an area an environment has one state folder: the machines of another would be taken for this one's, and ended. */
async function refuseSharedName({ machines, ec2 }: Ec2Workshop, name: string): Promise<void> {
  const { owner } = machines.area;
  const theirs = (await machines.list()).filter((one) => one.labels['environment'] === name && one.owner !== owner);
  if (theirs.length === 0) return;
  throw new Refusal({
    code: 'wrong-value',
    message: `another state folder of the area ${ec2.area} runs an environment ${name}: ${theirs.map(({ id }) => id).join(', ')}`,
    hint: `another name, or another ec2.area; where that folder is lost: rolebake down --env ${name} ends it`,
  });
}

/** An environment has the names of one system. */
function refuseOther(runs: string | undefined, { tag }: TagRecord): void {
  const nameOf = (text: string) => text.slice(0, text.lastIndexOf('@'));
  if (runs === undefined || nameOf(runs) === nameOf(tag)) return;
  const message = `the environment runs ${runs}, and an environment has the names of one release only`;
  throw new Refusal({
    code: 'unfit-release',
    message,
    hint: 'take another environment, or end this one: rolebake down',
  });
}

async function tagProblems(lock: ReleaseLock, { place, images, provider }: Workshop): Promise<Problem[]> {
  const records = await Promise.all(lock.members.map(({ tag }) => place.ledger.show(tag)));
  const present = await images.present(records);
  const [image, where] = provider === 'ec2' ? ['image at AWS', ' --provider ec2'] : ['snapshot', ''];
  return lock.members.flatMap(({ tag, role, digest }, index): Problem[] => {
    const record = records[index];
    const why = record && whyRevoked(record);
    const hint = `rolebake bake ${role}${where}, then rolebake release cut ${lock.release}${where}`;
    if (why !== undefined) return [{ code: 'unfit-release', message: why, hint }];
    if (present.has(digest)) return [];
    return [{ code: 'snapshot-missing', message: `the ${image} of ${tag} is not here`, hint }];
  });
}

/** So much of an environment may go without being replaced unless it is said that it may. */
const REMOVAL_LIMIT = 0.3;

/** Refuses a plan that takes away more machines than anyone is likely to mean. */
export function refuseRemoval(plan: UpPlan): void {
  const share = removedShare(plan);
  if (share <= REMOVAL_LIMIT) return;
  const message = `${Math.round(share * 100)} % of the machines of ${plan.environment} would go, and none come in their place`;
  throw new Refusal({ code: 'large-removal', message, hint: 'see it with --dry-run; --allow-removal does it' });
}

/** A plan as a person reads it, a line for each thing that is done. */
export function upPlanText({ plan, weight, endsAt, isRetimed }: UpInput): string {
  const ending = new Set(endingIn(plan, weight));
  const rows = plan.roles.flatMap(({ role, tag, from, launch, keep, end, balancer }) => {
    const ends = end.filter((id) => ending.has(id)).length;
    const share = balancer && `${balancer.host}:${balancer.ports.join(',')} ${shareText(weight, from, tag)}`;
    return [
      ...(launch > 0 ? [[role, 'launch', `${launch} of ${tag}`]] : []),
      ...(keep.length > 0 ? [[role, 'keep', `${keep.length} of ${tag}`]] : []),
      ...(share === undefined ? [] : [[role, 'balance', share]]),
      ...(ends > 0 ? [[role, 'end', `${ends}${from.length > 0 ? ` of ${from.join(', ')}` : ''}`]] : []),
    ];
  });
  const gone = plan.gone.flatMap(({ role, end }) => {
    const ends = end.filter((id) => ending.has(id)).length;
    return ends > 0 ? [[role, 'end', `${ends}, the release has no ${role}`]] : [];
  });
  const time = isRetimed && endsAt ? [[plan.environment, 'end', `at ${endsAt.slice(0, 16).replace('T', ' ')}`]] : [];
  return table([...rows, ...gone, ...time]);
}

const shareText = (weight: number, from: readonly string[], tag: string): string =>
  weight < 100 ? `${weight} % to ${tag}` : from.length > 0 ? `${from.join(', ')} -> ${tag}` : `to ${tag}`;
