import type { CLIENTS, COMMANDS } from './sdk.ts';

type Commands = typeof COMMANDS;
type Service = keyof typeof CLIENTS;

/** A call, by the name that AWS gives it. */
export type Action = keyof Commands;

/** What a call is asked with. */
export type Input<A extends Action> = ConstructorParameters<Commands[A]>[0];

/** What a call answers. */
export type Output<A extends Action> =
  InstanceType<Commands[A]> extends {
    resolveMiddleware(...all: never[]): (...all: never[]) => Promise<{ output: infer O }>;
  }
    ? O
    : never;

/** How much of its kind a call may be made: so many at once, then so many a second. */
export interface Allowance {
  readonly capacity: number;
  readonly perSecond: number;
}

/**
 * What AWS allows an account in one region, by the class of a call (EC2 API throttling, User Guide). Each class has a
 * bucket of calls; some have a second one of instances.
 */
export const ALLOWANCES = {
  run: { calls: { capacity: 5, perSecond: 2 }, instances: { capacity: 1_000, perSecond: 2 } },
  terminate: { calls: { capacity: 100, perSecond: 5 }, instances: { capacity: 1_000, perSecond: 20 } },
  stop: { calls: { capacity: 50, perSecond: 5 }, instances: { capacity: 1_000, perSecond: 20 } },
  copy: { calls: { capacity: 100, perSecond: 1 } },
  remove: { calls: { capacity: 100, perSecond: 5 } },
  change: { calls: { capacity: 50, perSecond: 5 } },
  read: { calls: { capacity: 100, perSecond: 20 } },
  /** Not of EC2: once or twice a run. */
  other: { calls: { capacity: 40, perSecond: 40 } },
} as const satisfies Record<string, { calls: Allowance; instances?: Allowance }>;

/** A class of calls that share buckets. */
export type CallClass = keyof typeof ALLOWANCES;

const OTHERS: Partial<Record<Action, CallClass>> = {
  RunInstances: 'run',
  StopInstances: 'stop',
  TerminateInstances: 'terminate',
  CopyImage: 'copy',
  DeregisterImage: 'remove',
  DeleteSnapshot: 'remove',
  GetConsoleOutput: 'read',
  GetParameter: 'other',
  GetSecretValue: 'other',
  GetCallerIdentity: 'other',
};

/** The class of a call. Every Describe that we make has a filter or pages: without, AWS allows fewer. */
export const classOf = (action: Action): CallClass =>
  OTHERS[action] ?? (action.startsWith('Describe') ? 'read' : 'change');

const SERVICES: Partial<Record<Action, Service>> = {
  GetParameter: 'ssm',
  GetSecretValue: 'secrets',
  GetCallerIdentity: 'sts',
};

/** The service that takes a call. */
export const serviceOf = (action: Action): Service => SERVICES[action] ?? 'ec2';
