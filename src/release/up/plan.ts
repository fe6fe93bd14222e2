import { parseTag, splitTag } from '../../ledger/tag.ts';
import { buildHost, serviceHost } from '../../naming/names.ts';
import type { LockedMember, ReleaseLock } from '../lock.ts';

/** A machine of an environment, as its labels tell. */
export interface EnvironmentMachine {
  readonly id: string;
  readonly role: string;
  readonly tag: string;
  /** Stands for image and flags: a machine of the same wish need not be replaced. */
  readonly wish: string;
  readonly address: string;
  readonly isRunning: boolean;
}

/** What is wanted of one role in an environment. */
export interface WantedRole {
  readonly member: LockedMember;
  readonly count: number;
  readonly wish: string;
}

/** Machines that have a share of the connections, in per cent. */
export interface Canary {
  readonly share: number;
  readonly machines: readonly string[];
}

/** What becomes of one role. */
export interface RolePlan {
  readonly role: string;
  readonly tag: string;
  /** The tags that ran before, where they are others. */
  readonly from: readonly string[];
  readonly after: readonly string[];
  /** How many served before, without those that a canary or a failure has left beside them. */
  readonly before: number;
  /** A canary that runs now, with its machines of this role. */
  readonly canary?: Canary;
  /** Machines that stay. */
  readonly keep: readonly string[];
  /** How many are launched. */
  readonly launch: number;
  /** Machines that are ended once the new ones serve. */
  readonly end: readonly string[];
  readonly balancer?: { readonly host: string; readonly ports: readonly number[] };
  /** Name of this one build. */
  readonly buildHost: string;
}

/** The environment that is planned for. */
export interface PlannedEnvironment {
  readonly name: string;
  readonly zone: string;
  /** A canary that runs in it. */
  readonly canary?: Canary;
}

/** All that `up` does, in the order of start; roles that go come last, with no machines launched. */
export interface UpPlan {
  readonly environment: string;
  readonly zone: string;
  readonly roles: readonly RolePlan[];
  /** Roles that the release does not have any more. */
  readonly gone: readonly Pick<RolePlan, 'role' | 'end' | 'canary'>[];
}

/** Plans how an environment gets from the machines that it has to those that are wanted. Pure. */
export function planUp(
  lock: ReleaseLock,
  environment: PlannedEnvironment,
  wanted: readonly WantedRole[],
  machines: readonly EnvironmentMachine[],
): UpPlan {
  const of = (role: string) => machines.filter((machine) => machine.role === role);
  const roles = new Set(lock.members.map(({ role }) => role));
  const gone = [...new Set(machines.map(({ role }) => role))].filter((role) => !roles.has(role)).sort();
  return {
    environment: environment.name,
    zone: environment.zone,
    roles: wanted.map((one) => planRole(one, of(one.member.role), environment)),
    gone: gone.map((role) => ({ role, end: of(role).map(({ id }) => id), ...canaryIn(environment, of(role)) })),
  };
}

function planRole(
  { member, count, wish }: WantedRole,
  there: readonly EnvironmentMachine[],
  environment: PlannedEnvironment,
): RolePlan {
  const { role, tag, after, balancers } = member;
  const { name, zone } = environment;
  const keep = there.filter((machine) => machine.isRunning && machine.wish === wish).slice(0, count);
  const end = there.filter((machine) => !keep.includes(machine));
  const from = [...new Set(there.map((machine) => machine.tag))].filter((other) => other !== tag).sort();
  const host = { host: serviceHost(role, name, zone), ports: balancers.map(({ port }) => port) };
  return {
    ...{ role, tag, from, after, launch: count - keep.length },
    before: Math.max(0, ...[...Map.groupBy(there, (machine) => machine.tag).values()].map((all) => all.length)),
    ...canaryIn(environment, there),
    keep: keep.map(({ id }) => id),
    end: end.map(({ id }) => id),
    ...(balancers.length > 0 ? { balancer: host } : {}),
    buildHost: buildHost(role, splitTag(parseTag(tag)).number, name, zone),
  };
}

function canaryIn({ canary }: PlannedEnvironment, there: readonly EnvironmentMachine[]): { readonly canary?: Canary } {
  if (!canary) return {};
  const machines = there.map(({ id }) => id).filter((id) => canary.machines.includes(id));
  return { canary: { share: canary.share, machines } };
}

/** The machines that end once the new ones have what they are to get: beside a canary none but those of one before it. */
export function endingIn({ roles, gone }: UpPlan, weight: number): string[] {
  return [...roles, ...gone].flatMap(({ end, canary }) =>
    weight === 100 ? end : end.filter((id) => canary?.machines.includes(id)),
  );
}

/** The share of machines that would go without another one of their role in their place, 0 to 1. */
export function removedShare({ roles, gone }: UpPlan): number {
  const lost = roles.map(({ before, keep, launch }) => Math.max(0, before - keep.length - launch));
  const away = sum(gone.map(({ end }) => end.length));
  const total = sum(roles.map(({ before }) => before)) + away;
  return total === 0 ? 0 : (sum(lost) + away) / total;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Whether nothing would be done. */
export const isSettled = ({ roles, gone }: UpPlan): boolean =>
  gone.length === 0 && roles.every(({ launch, end }) => launch === 0 && end.length === 0);
