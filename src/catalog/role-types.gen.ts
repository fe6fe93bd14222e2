/* Generated from schemas/role.schema.json by `npm run types`; change the schema instead. */

/**
 * Lower-case words joined by _, such as web_front
 */
export type Name = string;
/**
 * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
 */
export type Path = string;
/**
 * true: stands in place of the entry of the same name in what the role extends
 */
export type OverridesEntry = boolean;
export type Check = PackageCheck | UnitCheck | FileCheck | PortCheck | HttpCheck | CommandCheck;
/**
 * A text that is in it
 */
export type CheckText = string;

/**
 * catalog/roles/NAME.yaml: what a machine is for
 */
export interface RoleFile {
  /**
   * Where an editor finds the schema of this file; rolebake does not look at it
   */
  $schema?: string;
  /**
   * Name of the role; the file has the same name
   */
  role: string;
  /**
   * One line on what it is for
   */
  summary?: string;
  /**
   * The application stream whose head is unpacked to /opt/APPLICATION
   */
  application?: string;
  /**
   * true: a trait, which only serves to be extended; nothing is compiled for it alone, so it may lack values
   */
  abstract?: boolean;
  /**
   * Roles and traits whose profiles, values, logs, flags, endpoints and application this role has too
   */
  extends?: Name[];
  /**
   * Profiles in the order in which they apply: a name, or a name with its parameters
   */
  uses?: (Name | UseWithValues)[];
  /**
   * Values in place of those that extended roles, or profiles, give: {PROFILE: {PARAMETER: VALUE, ...}}
   */
  overrides?: ValuesByProfile;
  /**
   * Items at the end of lists that extended roles, profiles or defaults give: {PROFILE: {PARAMETER: [ITEM, ...]}}
   */
  adds?: ValuesByProfile;
  /**
   * Where the logs are; rotation and shipping follow
   */
  logs?: {
    [k: string]: Path | LogDetails;
  };
  /**
   * Values that a machine receives when it is launched, as systemd credentials of these names
   */
  flags?: {
    [k: string]: Flag;
  };
  /**
   * What clients reach on this machine
   */
  serves?: {
    [k: string]: Endpoint;
  };
  /**
   * What a machine of this role must show, besides what its profiles say
   */
  checks?: Check[];
}
/**
 * PROFILE: {PARAMETER: VALUE, ...}
 */
export interface UseWithValues {
  [k: string]: {
    [k: string]: unknown;
  };
}
/**
 * {PROFILE: {PARAMETER: VALUE, ...}}
 */
export interface ValuesByProfile {
  [k: string]: {
    [k: string]: unknown;
  };
}
/**
 * {path: /var/log/...} or {unit: ...}, with format, starts, keep, owner
 */
export interface LogDetails {
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  path?: string;
  /**
   * Instead of a path: the systemd unit of this role whose journal is the log, such as shop
   */
  unit?: string;
  /**
   * What an entry is: a line of text, a JSON object on a line, a line of a web server's combined log, or several lines
   */
  format?: 'lines' | 'json' | 'combined' | 'multiline';
  /**
   * For multiline: what the first line of an entry begins with, as a pattern such as \d{4}-
   */
  starts?: string;
  /**
   * How long the machine keeps it: a number of days or weeks, such as 14 days
   */
  keep?: string;
  /**
   * Account that writes the file; default: the application's name, else root
   */
  owner?: string;
  overrides?: OverridesEntry;
}
export interface Flag {
  /**
   * What its value must be; checked at launch
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
  /**
   * Used when the launch gives no value; a secret has none
   */
  default?: string | number | boolean;
  /**
   * A value for the test launch of a bake, where a made-up one does not serve; it is no secret
   */
  example?: string | number | boolean;
  /**
   * Its value is shown in no message
   */
  secret?: boolean;
  /**
   * Shown when the flag is missing
   */
  description?: string;
  overrides?: OverridesEntry;
}
export interface Endpoint {
  /**
   * TCP port, which one of its profiles opens
   */
  port: number;
  /**
   * HTTP path that answers 200 when the service is well
   */
  health?: string;
  overrides?: OverridesEntry;
}
export interface PackageCheck {
  /**
   * Debian package that is installed
   */
  package: string;
  /**
   * bake: holds from the bake on; launch: only once the machine was launched with its flags
   */
  from?: 'bake' | 'launch';
}
export interface UnitCheck {
  /**
   * systemd unit, such as nginx or backup.timer
   */
  unit: string;
  /**
   * What it is
   */
  state?: 'active' | 'enabled';
  /**
   * bake: holds from the bake on; launch: only once the machine was launched with its flags
   */
  from?: 'bake' | 'launch';
}
export interface FileCheck {
  /**
   * Absolute path of something that is there
   */
  file: string;
  /**
   * Account that owns it
   */
  owner?: string;
  /**
   * Its group
   */
  group?: string;
  /**
   * Four octal digits, quoted: "0644"
   */
  mode?: string;
  /**
   * Text in the file
   */
  content?: CheckText | EqualsMatch | LineMatch;
  /**
   * bake: holds from the bake on; launch: only once the machine was launched with its flags
   */
  from?: 'bake' | 'launch';
}
export interface EqualsMatch {
  /**
   * The whole text
   */
  equals: string;
}
export interface LineMatch {
  /**
   * A pattern that one of its lines matches as a whole
   */
  line: string;
}
export interface PortCheck {
  /**
   * 1 to 65535, or in a profile {{PARAMETER}}
   */
  port: number | string;
  /**
   * Which protocol
   */
  protocol?: 'tcp' | 'udp';
  /**
   * bake: holds from the bake on; launch: only once the machine was launched with its flags
   */
  from?: 'bake' | 'launch';
}
export interface HttpCheck {
  /**
   * URL that is asked on the machine itself, such as http://127.0.0.1:80/healthz
   */
  http: string;
  /**
   * Status that the answer must have
   */
  status?: number;
  /**
   * Text in the answer
   */
  body?: CheckText | EqualsMatch | LineMatch;
  /**
   * bake: holds from the bake on; launch: only once the machine was launched with its flags
   */
  from?: 'bake' | 'launch';
}
export interface CommandCheck {
  /**
   * Program and arguments, a list; no shell
   *
   * @minItems 1
   *
   * Items: One argument; no shell
   */
  command: string[];
  /**
   * Exit code that it must have
   */
  exit?: number;
  /**
   * Text in what it prints
   */
  output?: CheckText | EqualsMatch | LineMatch;
  /**
   * bake: holds from the bake on; launch: only once the machine was launched with its flags
   */
  from?: 'bake' | 'launch';
}
