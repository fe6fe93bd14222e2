/* Generated from schemas/profile.schema.json by `npm run types`; change the schema instead. */

/**
 * Lower-case words joined by _, such as web_front
 */
export type Name = string;
export type Resource =
  | PackageResource
  | UserResource
  | DirectoryResource
  | FileResource
  | UnitResource
  | ServiceResource;
/**
 * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
 */
export type Path = string;
/**
 * Account of the system: lower-case letters, digits, _ and -, at most 32
 */
export type Account = string;
/**
 * Four octal digits, quoted: "0644"
 */
export type Mode = string;
/**
 * Name of a systemd unit, such as shop-worker
 */
export type Unit = string;

/**
 * catalog/profiles/NAME.yaml: a reusable building block with typed parameters
 */
export interface ProfileFile {
  /**
   * Name of the profile; the file has the same name
   */
  profile: string;
  /**
   * One line on what it does
   */
  summary?: string;
  /**
   * Profiles that this one needs, applied before it
   */
  uses?: Name[];
  parameters?: {
    [k: string]: Parameter;
  };
  /**
   * Parameters of type port that this profile opens; no two profiles of a role may open one port
   */
  listens?: Name[];
  resources: Resource[];
}
export interface Parameter {
  /**
   * What values are; a format may stand here in the place of string or integer
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
    | 'semver'
    | 'array'
    | 'object';
  /**
   * With type string, or integer for port: the same as the format as type
   */
  format?:
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
  description?: string;
  default?: unknown;
  /**
   * There may be no value; a template asks with {{#if}}
   */
  optional?: boolean;
  /**
   * With type string or integer, or a format: the values allowed
   *
   * @minItems 1
   */
  enum?: (string | number)[];
  /**
   * With type string: a regular expression that the whole text matches
   */
  pattern?: string;
  /**
   * With type integer, number or port
   */
  minimum?: number;
  /**
   * With type integer, number or port
   */
  maximum?: number;
  /**
   * With type string: characters at least
   */
  minLength?: number;
  /**
   * With type string: characters at most
   */
  maxLength?: number;
  items?: Parameter1;
  /**
   * With type array: elements at least
   */
  minItems?: number;
  /**
   * With type array: elements at most
   */
  maxItems?: number;
  /**
   * With type object: its keys
   */
  properties?: {
    [k: string]: Parameter;
  };
  /**
   * With type object: keys that no value lacks
   */
  required?: string[];
  values?: Parameter2;
}
/**
 * With type array: what each element is
 */
export interface Parameter1 {
  /**
   * What values are; a format may stand here in the place of string or integer
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
    | 'semver'
    | 'array'
    | 'object';
  /**
   * With type string, or integer for port: the same as the format as type
   */
  format?:
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
  description?: string;
  default?: unknown;
  /**
   * There may be no value; a template asks with {{#if}}
   */
  optional?: boolean;
  /**
   * With type string or integer, or a format: the values allowed
   *
   * @minItems 1
   */
  enum?: (string | number)[];
  /**
   * With type string: a regular expression that the whole text matches
   */
  pattern?: string;
  /**
   * With type integer, number or port
   */
  minimum?: number;
  /**
   * With type integer, number or port
   */
  maximum?: number;
  /**
   * With type string: characters at least
   */
  minLength?: number;
  /**
   * With type string: characters at most
   */
  maxLength?: number;
  items?: Parameter1;
  /**
   * With type array: elements at least
   */
  minItems?: number;
  /**
   * With type array: elements at most
   */
  maxItems?: number;
  /**
   * With type object: its keys
   */
  properties?: {
    [k: string]: Parameter;
  };
  /**
   * With type object: keys that no value lacks
   */
  required?: string[];
  values?: Parameter2;
}
/**
 * With type object: what each value is, whatever its key
 */
export interface Parameter2 {
  /**
   * What values are; a format may stand here in the place of string or integer
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
    | 'semver'
    | 'array'
    | 'object';
  /**
   * With type string, or integer for port: the same as the format as type
   */
  format?:
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
  description?: string;
  default?: unknown;
  /**
   * There may be no value; a template asks with {{#if}}
   */
  optional?: boolean;
  /**
   * With type string or integer, or a format: the values allowed
   *
   * @minItems 1
   */
  enum?: (string | number)[];
  /**
   * With type string: a regular expression that the whole text matches
   */
  pattern?: string;
  /**
   * With type integer, number or port
   */
  minimum?: number;
  /**
   * With type integer, number or port
   */
  maximum?: number;
  /**
   * With type string: characters at least
   */
  minLength?: number;
  /**
   * With type string: characters at most
   */
  maxLength?: number;
  items?: Parameter1;
  /**
   * With type array: elements at least
   */
  minItems?: number;
  /**
   * With type array: elements at most
   */
  maxItems?: number;
  /**
   * With type object: its keys
   */
  properties?: {
    [k: string]: Parameter;
  };
  /**
   * With type object: keys that no value lacks
   */
  required?: string[];
  values?: Parameter2;
}
export interface PackageResource {
  /**
   * Debian package, such as nginx: lower-case letters, digits and + . -
   */
  package: string;
}
export interface UserResource {
  /**
   * Account; a group of the same name comes with it
   */
  user: string;
  system?: boolean;
  home?: Path;
  shell?: Path;
}
export interface DirectoryResource {
  directory: Path;
  owner?: Account;
  group?: Account;
  mode?: Mode;
}
export interface FileResource {
  file: Path;
  /**
   * The text itself; {{parameter}} stands for a value
   */
  content?: string;
  /**
   * A file in catalog/templates, such as nginx.conf.hbs
   */
  template?: string;
  owner?: Account;
  group?: Account;
  mode?: Mode;
  /**
   * Services of this profile to restart when the file changes
   */
  notifies?: Unit[];
}
export interface UnitResource {
  /**
   * Name of a systemd unit, such as shop-worker
   */
  unit: string;
  /**
   * Absolute path of a program, and arguments, separated by spaces; no shell, each word reaches the program as written
   */
  exec: string;
  user: Account;
  /**
   * One line, for systemctl status; it cannot end in a backslash
   */
  description?: string;
  /**
   * Signal that makes the program open its logs anew; without one it is restarted when logs rotate
   */
  reload_signal?: 'HUP' | 'USR1' | 'USR2';
}
export interface ServiceResource {
  /**
   * Name of a systemd unit, such as shop-worker
   */
  service: string;
  /**
   * bake: runs already while baking; launch: only enabled
   */
  starts?: 'bake' | 'launch';
}
