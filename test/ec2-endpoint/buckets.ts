import type { Params } from './protocol/params.ts';
import type { Service, ServiceRequest } from './services/service.ts';

/** How many tokens a bucket holds, and how many come back a second. */
export interface Rate {
  readonly capacity: number;
  readonly refill: number;
}

/** AWS's own figures for calls, an account and a region. */
const CALLS: Readonly<Record<string, Rate>> = {
  RunInstances: { capacity: 5, refill: 2 },
  TerminateInstances: { capacity: 100, refill: 5 },
  StopInstances: { capacity: 50, refill: 5 },
  CopyImage: { capacity: 100, refill: 1 },
  CreateTags: { capacity: 100, refill: 10 },
  DeregisterImage: { capacity: 100, refill: 5 },
  DeleteSnapshot: { capacity: 100, refill: 5 },
};
/** And for the instances that calls are about. */
const INSTANCES: Readonly<Record<string, Rate>> = {
  RunInstances: { capacity: 1000, refill: 2 },
  TerminateInstances: { capacity: 1000, refill: 20 },
  StopInstances: { capacity: 1000, refill: 20 },
};
const OTHER_CHANGES: Rate = { capacity: 50, refill: 5 };
const READS: Rate = { capacity: 100, refill: 20 };
/** Calls that describe everything: with neither filter nor paging. */
const UNFILTERED: Rate = { capacity: 50, refill: 10 };

/** The token buckets of one account: each region has its own. */
export class Buckets {
  private readonly buckets = new Map<string, { tokens: number; at: number }>();

  /** Takes what a call costs, or refuses it as its service does and takes nothing. */
  take(
    { limits }: Pick<Service, 'limits'>,
    { region, action, params }: Omit<ServiceRequest, 'caller'>,
    now: number,
  ): void {
    if (!limits) return;
    const costs = limits.costs(action, params).map((cost) => ({ ...cost, bucket: this.filled(region, cost, now) }));
    if (costs.some(({ tokens, bucket }) => bucket.tokens < tokens)) throw limits.refusal();
    for (const { tokens, bucket } of costs) bucket.tokens -= tokens;
  }

  private filled(region: string, { name, rate }: Cost, now: number) {
    const key = `${region} ${name}`;
    const bucket = this.buckets.get(key) ?? { tokens: rate.capacity, at: now };
    bucket.tokens = Math.min(rate.capacity, bucket.tokens + ((now - bucket.at) / 1000) * rate.refill);
    bucket.at = now;
    this.buckets.set(key, bucket);
    return bucket;
  }
}

/** What a call takes out of one bucket. */
export interface Cost {
  readonly name: string;
  readonly rate: Rate;
  readonly tokens: number;
}

/** What a call of EC2 costs. */
export function ec2Costs(action: string, params: Params): Cost[] {
  const call = { ...callBucket(action, params), tokens: 1 };
  const instances = INSTANCES[action];
  const tokens = params.number('MaxCount') ?? params.list('InstanceId').length;
  return instances ? [call, { name: `${action} instances`, rate: instances, tokens }] : [call];
}

/** Actions with figures of their own have a bucket of their own; the others share one of their kind. */
function callBucket(action: string, params: Params): Pick<Cost, 'name' | 'rate'> {
  const own = CALLS[action];
  if (own) return { name: action, rate: own };
  if (!/^(Describe|Get|List|Search)/.test(action)) return { name: action, rate: OTHER_CHANGES };
  const all = action.startsWith('Describe') && !params.has('Filter') && !params.has('MaxResults');
  return all ? { name: `${action} unfiltered`, rate: UNFILTERED } : { name: 'reads', rate: READS };
}
