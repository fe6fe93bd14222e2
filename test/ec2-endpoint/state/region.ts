import type { Listener, LoadBalancer, Releasing, TargetGroup } from './balancer-things.ts';
import type {
  Address,
  Image,
  Instance,
  NetworkInterface,
  Parameter,
  Secret,
  SecurityGroup,
  Snapshot,
  Subnet,
  Volume,
  Vpc,
} from './things.ts';

/** Remembers what a ClientToken made, so that the same request again makes nothing. */
export interface Made {
  /** The request without its token. */
  readonly request: string;
  readonly id: string;
}

/** All that the account has in one region. */
export interface Region {
  readonly name: string;
  readonly vpcs: Map<string, Vpc>;
  readonly subnets: Map<string, Subnet>;
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly instances: Map<string, Instance>;
  readonly networkInterfaces: Map<string, NetworkInterface>;
  readonly volumes: Map<string, Volume>;
  readonly snapshots: Map<string, Snapshot>;
  readonly images: Map<string, Image>;
  readonly addresses: Map<string, Address>;
  /** By their ARNs, as all of Elastic Load Balancing. */
  readonly loadBalancers: Map<string, LoadBalancer>;
  readonly targetGroups: Map<string, TargetGroup>;
  readonly listeners: Map<string, Listener>;
  /** What load balancers that are gone still hold. */
  readonly releasing: Releasing[];
  /** Public SSM parameters by name. */
  readonly parameters: Map<string, string>;
  /** The account's own, by name: all versions. */
  readonly ownParameters: Map<string, readonly Parameter[]>;
  /** Secrets of the Secrets Manager by name: all versions. */
  readonly secrets: Map<string, readonly Secret[]>;
  /** By action and ClientToken. */
  readonly made: Map<string, Made>;
}

export function emptyRegion(name: string): Region {
  return {
    name,
    vpcs: new Map(),
    subnets: new Map(),
    securityGroups: new Map(),
    instances: new Map(),
    networkInterfaces: new Map(),
    volumes: new Map(),
    snapshots: new Map(),
    images: new Map(),
    addresses: new Map(),
    loadBalancers: new Map(),
    targetGroups: new Map(),
    listeners: new Map(),
    releasing: [],
    parameters: new Map(),
    ownParameters: new Map(),
    secrets: new Map(),
    made: new Map(),
  };
}
