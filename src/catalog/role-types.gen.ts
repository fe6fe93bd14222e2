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
   * Profiles in the order in which they apply: a name, or a name with its parameters
   *
   * @minItems 1
   */
  uses: (Name | UseWithValues)[];
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
 * {path: /var/log/..., owner: ..., format: lines or json}
 */
export interface LogDetails {
  path: Path;
  /**
   * Account that writes it; default: the application's name, else root
   */
  owner?: string;
  format?: 'lines' | 'json';
}
export interface Flag {
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
  default?: string | number | boolean;
  secret?: boolean;
  description?: string;
}
export interface Endpoint {
  port: number;
  /**
   * HTTP path that answers 200 when the service is well
   */
  health?: string;
}
