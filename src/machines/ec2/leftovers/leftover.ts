import type { BalancerOf } from '../balancers/balancer-tags.ts';
import type { MachineRecord } from '../machine/records.ts';
import type { Site } from '../site/site.ts';

/** Something of ours at AWS that nobody needs any more. */
export interface Leftover {
  readonly kind: 'machine' | 'volume' | 'snapshot' | 'security-group' | 'balancer' | 'hosted-zone';
  readonly region: string;
  /** Of a machine its id; of a balancer the name of its load balancer; of anything else AWS's. */
  readonly id: string;
  /** In a few words. */
  readonly why: string;
}

/** Whether a thing with these tags answers to this state folder, to another one that still may need it, or to nobody. */
export type Standing = 'ours' | 'theirs' | 'expired';

/** A leftover with where it is, so that it can be removed. */
export interface FoundLeftover extends Leftover {
  readonly site: Site;
  /** Of a balancer. */
  readonly of?: BalancerOf;
  /** Of a machine that has one, as it was found. */
  readonly record?: MachineRecord;
}
