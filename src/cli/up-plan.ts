import type { Environment } from '../catalog/environments/environment.ts';
import type { TagRecord } from '../ledger/ledger.ts';
import { whyRevoked } from '../ledger/refuse-revoked.ts';
import { refuseWithoutRole } from '../machines/ec2/values/references.ts';
import { type Problem, Refusal } from '../problem/problem.ts';
import { environmentProblems, passedOver } from '../release/environment-problems.ts';
import { lockIn } from '../release/lock.ts';
import { releaseFlags } from '../release/member-flags.ts';
import type { EnvironmentRecord } from '../release/up/environment-store.ts';
import { machinesOf } from '../release/up/labels.ts';
import { type PlannedEnvironment, planUp, removedShare, type UpPlan } from '../release/up/plan.ts';
import type { UpInput } from '../release/up/up-input.ts';
import type { UpPlace } from '../release/up/up-place.ts';
import type { Ec2Workshop } from './ec2-workshop.ts';
import { contractsOf, valueReader } from './environments.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';
import type { Workshop } from './workshop.ts';

/** What a person asks for besides the release. */
export type UpWishes = Pick<UpInput, 'weight' | 'patience' | 'endsAt' | 'lifeSeconds'>;

/** Plans how an environment gets to a release; a Refusal names all that is in the way, before anything starts. */
export async function planRelease(
  session: Session,
  { workshop, place }: { readonly workshop: Workshop; readonly place: UpPlace },
  { record, environment }: { readonly record: TagRecord; readonly environment: Environment },
  wishes: UpWishes,
): Promise<UpInput> {
  const lock = lockIn(record);
  if (workshop.provider === 'ec2') await refuseSharedName(workshop, environment.name);
  const runs = place.environments.get(environment.name);
  refuseOther(runs?.release, record);
  const contracts = await contractsOf(workshop, lock);
  const problems = [...environmentProblems(environment, lock, contracts), ...(await tagProblems(lock, workshop))];
  if (problems.length > 0) throw new Refusal(problems);
  for (const line of passedOver(environment, lock, contracts)) session.progress.say(line);
  const flags = await releaseFlags(lock, environment, contracts, valueReader(session, workshop.provider));
  if (workshop.provider === 'ec2') refuseWithoutRole(Object.assign({}, ...flags.values()), workshop.ec2);
  const wanted = lock.members.map((member) => ({
    member,
    count: environment.roles.get(member.role)?.count ?? member.count,
    wish: place.environments.sealOf([member.digest, flags.get(member.role)]),
  }));
  const zone = environment.zone ?? lock.zone;
  const machines = machinesOf(environment.name, await place.machines.list());
  const plan = planUp(lock, { name: environment.name, zone, ...(await canaryOf(runs, workshop)) }, wanted, machines);
  return {
    ...{ provider: workshop.provider, environment: environment.name, zone, release: record.tag, lock, plan },
    wishes: Object.fromEntries(wanted.map(({ member, wish }) => [member.role, wish])),
    ...wishes,
  };
}

/** What a canary that runs in an environment is beside. */
async function canaryOf(
  runs: EnvironmentRecord | undefined,
  { place }: Workshop,
): Promise<Pick<PlannedEnvironment, 'canary'>> {
  if (!runs?.canary) return {};
  const { members } = lockIn(await place.ledger.show(runs.release));
  return { canary: { share: runs.canary.weight, serving: new Map(members.map(({ role, tag }) => [role, tag])) } };
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

async function tagProblems(lock: UpInput['lock'], { place, images }: Workshop): Promise<Problem[]> {
  const records = await Promise.all(lock.members.map(({ tag }) => place.ledger.show(tag)));
  const present = await images.present(records);
  return lock.members.flatMap(({ tag, role, digest }, index): Problem[] => {
    const record = records[index];
    const why = record && whyRevoked(record);
    const hint = `rolebake bake ${role}, then rolebake release cut ${lock.release}`;
    if (why !== undefined) return [{ code: 'unfit-release', message: why, hint }];
    if (present.has(digest)) return [];
    return [{ code: 'snapshot-missing', message: `the snapshot of ${tag} is not here`, hint }];
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
export function upPlanText({ plan, weight }: UpInput): string {
  const rows = plan.roles.flatMap(({ role, tag, from, launch, keep, end, balancer }) => [
    ...(launch > 0 ? [[role, 'launch', `${launch} of ${tag}`]] : []),
    ...(keep.length > 0 ? [[role, 'keep', `${keep.length} of ${tag}`]] : []),
    ...(balancer
      ? [[role, 'balance', `${balancer.host}:${balancer.ports.join(',')} ${shareText(weight, from, tag)}`]]
      : []),
    ...(end.length > 0 && weight === 100
      ? [[role, 'end', `${end.length}${from.length > 0 ? ` of ${from.join(', ')}` : ''}`]]
      : []),
  ]);
  const gone = plan.gone.map(({ role, end }) => [role, 'end', `${end.length}, the release has no ${role}`]);
  return table([...rows, ...gone]);
}

const shareText = (weight: number, from: readonly string[], tag: string): string =>
  weight < 100 ? `${weight} % to ${tag}` : from.length > 0 ? `${from.join(', ')} -> ${tag}` : `to ${tag}`;
