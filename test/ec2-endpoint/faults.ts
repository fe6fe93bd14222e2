import type { Policy } from './iam/policy.ts';

/**
 * What goes wrong, as it does on AWS. A test changes it while the endpoint runs; each request is answered by what is set
 * when it comes.
 */
export interface Faults {
  /** Whether AWS's token buckets are kept: more calls than they hold get RequestLimitExceeded. */
  throttle: boolean;
  /** For so long after its making, calls say that there is no such thing. */
  notFoundMs: number;
  /** Whether this request's reply is lost after its effect. */
  losesReply: (request: FaultyRequest) => boolean;
  /** Whether this zone has no machine of this type left. */
  lacksCapacity: (instanceType: string, zone: string) => boolean;
  /** IAM instance profiles, by name, that are not there before this time, in ms since 1970. */
  readonly profilesExistFrom: Map<string, number>;
  /** Images stay pending. */
  imagesStuck: boolean;
  /** Images fail in place of becoming available. */
  imagesFail: boolean;
  /** For so long a new load balancer is provisioned, and one that is gone still holds what it used. */
  provisionMs: number;
  releaseMs: number;
  /** Instances on paper, by their ids, that answer no check. */
  readonly ill: Set<string>;
  /** For so long a change of names is not known to all servers, and Route53 takes no other one. */
  inSyncMs: number;
  /** What becomes of a message of a session, which is the so many'th of its session. */
  disturbs: (count: number) => 'lost' | 'late' | undefined;
  /** Images without an agent of the Session Manager. */
  readonly agentless: Set<string>;
  /** Actions that the caller may not do. */
  readonly denied: Set<string>;
  /** What IAM lets the caller do on EC2; undefined: everything. */
  policy: Policy | undefined;
}

/** A request as faults see it. */
export interface FaultyRequest {
  readonly action: string;
  readonly region: string;
  /** How many requests of this action have come so far, this one included. */
  readonly count: number;
}

/** A day without faults. */
export const noFaults = (): Faults => ({
  throttle: true,
  notFoundMs: 0,
  losesReply: () => false,
  lacksCapacity: () => false,
  profilesExistFrom: new Map(),
  imagesStuck: false,
  imagesFail: false,
  provisionMs: 30,
  releaseMs: 30,
  inSyncMs: 20,
  ill: new Set(),
  disturbs: () => undefined,
  agentless: new Set(),
  denied: new Set(),
  policy: undefined,
});
