import type { Thing } from './things.ts';

/** What an account has of Elastic Load Balancing; ids are ARNs. */
export interface LoadBalancer extends Thing {
  readonly name: string;
  readonly type: 'application' | 'network';
  readonly scheme: 'internal' | 'internet-facing';
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly vpcId: string;
  readonly host: string;
  /** ms since 1970. */
  readonly activeAt: number;
}

export interface TargetGroup extends Thing {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly vpcId: string;
  readonly check: Readonly<Record<string, string>>;
  readonly attributes: Map<string, string>;
  /** By instance. */
  readonly targets: Map<string, Target>;
}

export interface Target {
  readonly port: number;
  /** It is gone then, ms since 1970; undefined while it is to stay. */
  drainedAt: number | undefined;
}

export interface Listener extends Thing {
  readonly balancer: string;
  readonly protocol: string;
  readonly port: number;
  readonly certificate: string | undefined;
  forwards: readonly Forward[];
}

export interface Forward {
  readonly group: string;
  readonly weight: number;
}

/** What a load balancer that is gone still holds for a while. */
export interface Releasing {
  readonly groups: readonly string[];
  readonly targetGroups: readonly string[];
  /** ms since 1970. */
  readonly until: number;
}
