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
  type: 'string' | 'integer' | 'boolean' | 'port' | 'path' | 'url' | 'hostname';
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
