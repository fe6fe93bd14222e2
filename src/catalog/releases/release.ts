import type { Endpoint, Role } from '../model.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { AtLeastRule, ChannelRule, SameRule, VersionRule } from './release-types.gen.ts';

/** The roles of a catalog, as far as releases go. */
export interface KnownRoles {
  /** All that are baked, by name. */
  readonly roles: ReadonlyMap<string, Role>;
  /** Names of those with something wrong: that has been told, what a release says of them cannot be. */
  readonly lost: ReadonlySet<string>;
}

/** An endpoint of a role that clients reach through the role's balancer. */
export interface Balancer {
  readonly endpoint: Endpoint;
  /** Port of the balancer. */
  readonly port: number;
  /** HTTP path that answers 200 while a machine is well; without one a TCP connection says so. */
  readonly health?: string;
}

/** A flag of a role that is given where another role's balancer is. */
export interface Connection {
  readonly flag: string;
  readonly type: 'url' | 'hostname' | 'fqdn' | 'port';
  readonly role: string;
  readonly port: number;
}

/** A role in a release. */
export interface Member {
  readonly role: Role;
  readonly count: number;
  /** Names of the roles that are well before this one starts. */
  readonly after: readonly string[];
  readonly balancers: readonly Balancer[];
  readonly connections: readonly Connection[];
}

/** What is said of all that a component's tags are in. */
export type ComponentRule = SameRule | AtLeastRule | VersionRule;

export type Rule = ComponentRule | ChannelRule;

/** The roles of a system, and how they go together. */
export interface Release {
  readonly name: string;
  readonly summary: string;
  readonly file: SourceFile;
  readonly zone: string;
  /** Each after those that it starts after; else as its author has them. */
  readonly members: readonly Member[];
  readonly rules: readonly Rule[];
}
