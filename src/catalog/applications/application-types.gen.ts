/* Generated from schemas/application.schema.json by `npm run types`; change the schema instead. */

/**
 * Lower-case words joined by _, such as web_front
 */
export type Name = string;
/**
 * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
 */
export type Path = string;

/**
 * rolebake.app.yaml, at the top of an application's release: the flags that it takes and the logs that it writes
 */
export interface ApplicationFile {
  /**
   * Where an editor finds the schema of this file; rolebake does not look at it
   */
  $schema?: string;
  /**
   * Name of the application, as roles name it
   */
  application: string;
  /**
   * The version that its author gave; app tag --release stands in its place
   */
  version?: string;
  /**
   * Every flag that it takes; without this key, a role may give it any
   */
  flags?: {
    [k: string]: DeclaredFlag;
  };
  /**
   * Every log file that it writes: its path, or the name that roles give it; without this key, a role may name any
   */
  logs?: (Name | Path)[];
}
export interface DeclaredFlag {
  /**
   * What values it takes; a role may allow fewer
   */
  type:
    | 'string'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'port'
    | 'path'
    | 'hostname'
    | 'fqdn'
    | 'url'
    | 'email'
    | 'ip'
    | 'ipv4'
    | 'ipv6'
    | 'cidr'
    | 'mode'
    | 'duration'
    | 'size'
    | 'calendar'
    | 'word'
    | 'semver';
  /**
   * true: the value must be shown nowhere, so the role's flag has to be secret too
   */
  secret?: boolean;
  /**
   * What it is for
   */
  description?: string;
}
