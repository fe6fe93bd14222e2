import type { Server } from '../balancers.ts';

/** A machine that a balancer is to send to. */
export interface Placed extends Pick<Server, 'endpoints'> {
  /** AWS's own name of the machine. */
  readonly instance: string;
  readonly build: number;
  readonly weight: number;
}

/** Machines of one build that a balancer sends to alike: they share one target group for each endpoint. */
export interface Cohort extends Pick<Server, 'endpoints'> {
  readonly build: number;
  readonly number: number;
  readonly members: readonly string[];
  /** Of all members together. */
  readonly weight: number;
}

/** A cohort as it is: who is in its target groups. */
export interface SeenCohort {
  readonly build: number;
  readonly number: number;
  readonly instances: ReadonlySet<string>;
}

/**
 * Puts machines into cohorts. Each stays where it is, so that what is known of it stays known; new ones join machines of
 * their build that get the same share, or begin a cohort: AWS has shares for target groups, none for single machines. Pure.
 */
export function cohortsOf(machines: readonly Placed[], seen: readonly SeenCohort[]): Cohort[] {
  const cohorts = seen.map(({ build, number, instances }) => {
    return { build, number, isUsed: instances.size > 0, members: [] as Placed[] };
  });
  const at = (machine: Placed) =>
    seen.findIndex(({ build, instances }) => build === machine.build && instances.has(machine.instance));
  for (const machine of machines) cohorts[at(machine)]?.members.push(machine);
  for (const machine of machines.filter((one) => at(one) < 0)) {
    const own = cohorts.filter(({ build }) => build === machine.build);
    const open = own.find(({ members, isUsed }) => {
      return members.length > 0 ? members.every(({ weight }) => weight === machine.weight) : !isUsed;
    });
    if (open) open.members.push(machine);
    else cohorts.push({ build: machine.build, number: nextOf(own), isUsed: false, members: [machine] });
  }
  return cohorts
    .filter(({ members }) => members.length > 0)
    .map(({ build, number, members }) => ({
      ...{ build, number, members: members.map(({ instance }) => instance) },
      weight: members.reduce((sum, { weight }) => sum + weight, 0),
      ...(members[0]?.endpoints === undefined ? {} : { endpoints: members[0].endpoints }),
    }));
}

const nextOf = (cohorts: readonly { readonly number: number }[]): number =>
  Math.max(0, ...cohorts.map(({ number }) => number)) + 1;

/** The largest share that AWS takes. */
const MOST = 999;

/** The same shares as AWS takes them: whoever gets anything gets at least 1. */
export function scaled(weights: readonly number[], most = MOST): number[] {
  const largest = Math.max(...weights);
  const factor = largest > most ? most / largest : 1;
  return weights.map((weight) => (weight === 0 ? 0 : Math.max(1, Math.round(weight * factor))));
}
