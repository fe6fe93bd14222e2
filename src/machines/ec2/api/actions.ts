import type { CLIENTS, COMMANDS } from './sdk.ts';

type Commands = typeof COMMANDS;

/** A service of AWS. */
export type Service = keyof typeof CLIENTS;

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
  /** Of Elastic Load Balancing (its user guide, request throttling). */
  balancerRead: { calls: { capacity: 40, perSecond: 10 } },
  balancerChange: { calls: { capacity: 20, perSecond: 3 } },
  /** Of Route53, for a whole account in all its regions. */
  names: { calls: { capacity: 5, perSecond: 5 } },
  /** Of Session Manager; AWS says no figure. */
  session: { calls: { capacity: 10, perSecond: 5 } },
  /** Of others: once or twice a run, or by a poller. */
  other: { calls: { capacity: 40, perSecond: 40 } },
} as const satisfies Record<string, { calls: Allowance; instances?: Allowance }>;

/** A class of calls that share buckets. */
export type CallClass = keyof typeof ALLOWANCES;

/** The calls of services besides EC2. */
const SERVICES: Partial<Record<Action, Exclude<Service, 'ec2'>>> = {
  GetParameter: 'ssm',
  DescribeInstanceInformation: 'ssm',
  DescribeSessions: 'ssm',
  StartSession: 'ssm',
  TerminateSession: 'ssm',
  GetSecretValue: 'secrets',
  GetCallerIdentity: 'sts',
  CreateListener: 'elb',
  CreateLoadBalancer: 'elb',
  CreateTargetGroup: 'elb',
  DeleteListener: 'elb',
  DeleteLoadBalancer: 'elb',
  DeleteTargetGroup: 'elb',
  DeregisterTargets: 'elb',
  DescribeListeners: 'elb',
  DescribeLoadBalancers: 'elb',
  DescribeTags: 'elb',
  DescribeTargetGroupAttributes: 'elb',
  DescribeTargetGroups: 'elb',
  DescribeTargetHealth: 'elb',
  ModifyListener: 'elb',
  ModifyTargetGroup: 'elb',
  ModifyTargetGroupAttributes: 'elb',
  RegisterTargets: 'elb',
  ChangeResourceRecordSets: 'route53',
  CreateHostedZone: 'route53',
  DeleteHostedZone: 'route53',
  GetChange: 'route53',
  GetHostedZone: 'route53',
  ListHostedZonesByName: 'route53',
  ListResourceRecordSets: 'route53',
};

/** The service that takes a call. */
export const serviceOf = (action: Action): Service => SERVICES[action] ?? 'ec2';

const OTHERS: Partial<Record<Action, CallClass>> = {
  RunInstances: 'run',
  StopInstances: 'stop',
  TerminateInstances: 'terminate',
  CopyImage: 'copy',
  DeregisterImage: 'remove',
  DeleteSnapshot: 'remove',
  GetConsoleOutput: 'read',
};

/** The class of a call. Every Describe that we make has a filter or pages: without, AWS allows fewer. */
export function classOf(action: Action): CallClass {
  const [service, isRead] = [serviceOf(action), action.startsWith('Describe')];
  if (service === 'route53') return 'names';
  if (service === 'elb') return isRead ? 'balancerRead' : 'balancerChange';
  if (/Sessions?$/.test(action)) return 'session';
  if (service !== 'ec2') return 'other';
  return OTHERS[action] ?? (isRead ? 'read' : 'change');
}
