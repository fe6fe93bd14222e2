/* Generated from schemas/release.schema.json by `npm run types`; change the schema instead. */

/**
 * Lower-case words joined by -, such as web-shop
 */
export type Label = string;
/**
 * A domain in lower case, such as shop.example
 */
export type Zone = string;
/**
 * Lower-case words joined by _, such as web_front
 */
export type Name = string;
/**
 * STREAM/NAME, such as app/shop
 */
export type Component = string;

/**
 * catalog/releases/NAME.yaml: the roles of a system, and how they go together
 */
export interface ReleaseFile {
  /**
   * Where an editor finds the schema of this file; rolebake does not look at it
   */
  $schema?: string;
  /**
   * Name of the release; the file has the same name
   */
  release: Label;
  /**
   * One line on what the system is
   */
  summary?: string;
  /**
   * DNS zone below which each environment has its names: web.ENVIRONMENT.ZONE; an environment may have another
   */
  zone: Zone;
  /**
   * The roles that run, each with how many machines it has; {} is one machine that nothing balances
   */
  roles: {
    [k: string]: Member;
  };
  /**
   * What must fit together, besides what every release is held to; checked when a release is cut
   */
  rules?: (SameRule | AtLeastRule | VersionRule | ChannelRule)[];
}
export interface Member {
  /**
   * How many machines, unless the environment says another number
   */
  count?: number;
  /**
   * Roles of this release that must be well before this one starts
   */
  after?: Name[];
  /**
   * Endpoints, as the role's serves names them, that clients reach through the role's balancer
   */
  balances?: {
    [k: string]: Balance;
  };
  /**
   * Flags of this role that are given the address of another one's balancer: a flag of type url, hostname, fqdn or port
   */
  connects?: {
    /**
     * ROLE.ENDPOINT, such as api.http
     */
    [k: string]: string;
  };
}
export interface Balance {
  /**
   * TCP port of the balancer; default: that of the endpoint
   */
  port?: number;
  /**
   * HTTP path that a machine answers with 200 while it is well; default: that of the endpoint, and without one a TCP connection
   */
  health?: string;
}
/**
 * {same: app/shop}: all images that are made from it are made from one tag of it
 */
export interface SameRule {
  /**
   * What all images of the release that are made from it have the same tag of
   */
  same: Component;
}
/**
 * {at_least: app/shop@3}: no image is made from an older tag
 */
export interface AtLeastRule {
  /**
   * The oldest tag that fits, such as app/shop@3
   */
  at_least: string;
}
/**
 * {version: app/shop, is: ">=1.2.0 <2.0.0"}: the version that its author gave is in this range
 */
export interface VersionRule {
  /**
   * What is looked at, such as app/shop
   */
  version: Component;
  /**
   * A range as npm writes it, such as >=1.2.0 <2.0.0
   */
  is: string;
}
/**
 * {channel: tested}: every image is in this channel, which somebody has promoted it to
 */
export interface ChannelRule {
  /**
   * The channel that every image must have been promoted to, such as tested
   */
  channel: string;
}
