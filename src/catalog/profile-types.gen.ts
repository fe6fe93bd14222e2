/* Generated from schemas/profile.schema.json by `npm run types`; change the schema instead. */

/**
 * Lower-case words joined by _, such as web_front
 */
export type Name = string;
export type Resource =
  | PackageResource
  | AptRepositoryResource
  | GroupResource
  | UserResource
  | SshKeyResource
  | DirectoryResource
  | FileResource
  | LinkResource
  | AbsentResource
  | LineResource
  | BlockResource
  | ArchiveResource
  | ExecResource
  | AlternativesResource
  | EnvironmentResource
  | SysctlResource
  | KernelModuleResource
  | MountResource
  | TmpfsResource
  | UnitResource
  | TimerResource
  | DropInResource
  | ServiceResource
  | LogrotateResource
  | FirewallResource
  | CertificateResource;
/**
 * A parameter that must be true, or be given and not empty; or {PARAMETER: VALUE, os: ..., not: ..., all: [...], any: [...]}, all of which must hold
 */
export type Condition =
  | string
  | {
      /**
       * debian, debian-12, debian-13, ubuntu, ubuntu-22.04, ubuntu-24.04, or a list of them
       *
       * @minItems 1
       */
      os?: string | string[];
      not?: Condition;
      /**
       * Each must hold
       *
       * @minItems 1
       */
      all?: Condition[];
      /**
       * One at least must hold
       *
       * @minItems 1
       */
      any?: Condition[];
      /**
       * What the parameter must be, or a list of what it may be
       *
       * @minItems 1
       */
      [k: string]: string | number | boolean | unknown[] | string[] | Condition | Condition[] | undefined;
    };
/**
 * Account of the system: letters, digits, _ and -, at most 32
 */
export type Account = string;
/**
 * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
 */
export type Path = string;
/**
 * Four octal digits, quoted: "0644"
 */
export type Mode = string;
/**
 * A command: an absolute path and arguments, separated by blanks; or a list of words, which may hold blanks. No shell reads it
 *
 * @minItems 1
 */
export type Words = string | string[];
/**
 * A text; {{parameter}} stands for a value
 */
export type Text = string | number | boolean;
export type TakenFlag = TakenPlainly | TakenFromEnvironment | TakenAsArgument | TakenFromFile;
/**
 * A variable of the flag's name, a last argument, or the file $CREDENTIALS_DIRECTORY/FLAG
 */
export type TakenPlainly = 'environment' | 'argument' | 'file';
/**
 * Name of a systemd unit, such as shop-worker
 */
export type Unit = string;
export type Check = PackageCheck | UnitCheck | FileCheck | PortCheck | HttpCheck | CommandCheck;
/**
 * A text that is in it
 */
export type CheckText = string;

/**
 * catalog/profiles/NAME.yaml: a reusable building block with typed parameters
 */
export interface ProfileFile {
  /**
   * Where an editor finds the schema of this file; rolebake does not look at it
   */
  $schema?: string;
  /**
   * Name of the profile; the file has the same name
   */
  profile: string;
  /**
   * One line on what it does
   */
  summary?: string;
  /**
   * Profiles that this one needs, applied before it: a name, or a name with values, of which {{parameter}} passes on one of its own
   */
  uses?: (Name | UseWithValues)[];
  /**
   * The values that it takes, by name, each with a type
   */
  parameters?: {
    [k: string]: Parameter;
  };
  /**
   * Parameters of type port that this profile opens; no two profiles of a role may open one port
   */
  listens?: Name[];
  bindings?: Bindings;
  /**
   * The one door for code: what stands here is neither checked nor encoded. With one side only, the profile is for that tool only
   */
  code?: {
    /**
     * Puppet code, as it is, at the end of the profile's class
     */
    puppet?: string;
    /**
     * Ruby code, as it is, at the end of the profile's action
     */
    chef?: string;
  };
  /**
   * What it puts on a machine, each named by its kind, such as - package: nginx
   */
  resources?: Resource[];
  /**
   * What a machine with this profile must show; {{parameter}} stands for a value
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
  /**
   * What the value is for, on one line or more
   */
  description?: string;
  /**
   * Its value when nobody gives one; without it, who uses the profile must
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * There may be no value; a template asks with {{#if}}
   */
  optional?: boolean;
  /**
   * true: values do not depend on the environment, even if they look so, such as https://dev.mysql.com
   */
  same_everywhere?: boolean;
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
  keys?: Parameter2;
  values?: Parameter3;
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
  /**
   * What the value is for, on one line or more
   */
  description?: string;
  /**
   * Its value when nobody gives one; without it, who uses the profile must
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * There may be no value; a template asks with {{#if}}
   */
  optional?: boolean;
  /**
   * true: values do not depend on the environment, even if they look so, such as https://dev.mysql.com
   */
  same_everywhere?: boolean;
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
  keys?: Parameter2;
  values?: Parameter3;
}
/**
 * With type object and values: what each key is, such as {type: word}
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
  /**
   * What the value is for, on one line or more
   */
  description?: string;
  /**
   * Its value when nobody gives one; without it, who uses the profile must
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * There may be no value; a template asks with {{#if}}
   */
  optional?: boolean;
  /**
   * true: values do not depend on the environment, even if they look so, such as https://dev.mysql.com
   */
  same_everywhere?: boolean;
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
  keys?: Parameter2;
  values?: Parameter3;
}
/**
 * With type object: what each value is, whatever its key
 */
export interface Parameter3 {
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
  /**
   * What the value is for, on one line or more
   */
  description?: string;
  /**
   * Its value when nobody gives one; without it, who uses the profile must
   */
  default?: {
    [k: string]: unknown;
  };
  /**
   * There may be no value; a template asks with {{#if}}
   */
  optional?: boolean;
  /**
   * true: values do not depend on the environment, even if they look so, such as https://dev.mysql.com
   */
  same_everywhere?: boolean;
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
  keys?: Parameter2;
  values?: Parameter3;
}
/**
 * Existing Puppet classes and Chef recipes that do the profile's work; with one side only, the profile is for that tool only
 */
export interface Bindings {
  /**
   * The classes of Puppet that do the work
   */
  puppet?: {
    /**
     * Modules that bring the classes, each pinned in the Puppetfile, such as {puppetlabs/postgresql: 10.3.0}
     */
    modules?: {
      /**
       * A version such as 10.3.0, or {git: URL, ref: TAG or COMMIT}
       */
      [k: string]:
        | string
        | {
            /**
             * URL of a git repository, of https, ssh or file
             */
            git: string;
            /**
             * Tag or commit in it
             */
            ref: string;
          };
    };
    /**
     * Classes with their parameters, in the order in which they apply; {{parameter}} stands for a value
     */
    classes: {
      [k: string]: {
        [k: string]: unknown;
      };
    };
  };
  /**
   * The recipes of Chef that do the work
   */
  chef?: {
    /**
     * Cookbooks that bring the recipes, each pinned in the Policyfile, such as {postgresql: 11.0.3}
     */
    cookbooks?: {
      /**
       * A version such as 10.3.0, or {git: URL, ref: TAG or COMMIT}
       */
      [k: string]:
        | string
        | {
            /**
             * URL of a git repository, of https, ssh or file
             */
            git: string;
            /**
             * Tag or commit in it
             */
            ref: string;
          };
    };
    /**
     * Attributes that the recipes read; {{parameter}} stands for a value
     */
    attributes?: {
      [k: string]: unknown;
    };
    /**
     * Recipes in the order in which they run, such as postgresql::server
     *
     * @minItems 1
     */
    recipes: string[];
  };
}
/**
 * A Debian package, without those that are only recommended
 */
export interface PackageResource {
  /**
   * Debian package, such as nginx: lower-case letters, digits and + . -
   */
  package: string;
  /**
   * Exactly this version
   */
  version?: string;
  /**
   * held: stays at its version; absent: purged
   */
  state?: 'installed' | 'held' | 'absent';
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * An archive of packages that is signed by one key; apt knows its packages before any is installed
 */
export interface AptRepositoryResource {
  /**
   * Name of the repository; its files are called so
   */
  apt_repository: string;
  /**
   * Where it is, such as https://packages.example.org/debian
   */
  url: string;
  /**
   * Such as [bookworm]; or a folder that ends in /, without components
   *
   * @minItems 1
   *
   * Items: Suite
   */
  suites: string[];
  /**
   * Such as [main]; none when the suite ends in /
   *
   * Items: Component
   */
  components?: string[];
  /**
   * File in catalog/files with the ASCII-armoured key that signs it
   */
  key: string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A group
 */
export interface GroupResource {
  /**
   * Group
   */
  group: string;
  /**
   * A system group
   */
  system?: boolean;
  /**
   * Its number, or {{PARAMETER}} of type integer; without one the system chooses
   */
  gid?: number | string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * An account and a group of the same name
 */
export interface UserResource {
  /**
   * Account; a group of the same name comes with it
   */
  user: string;
  /**
   * A system account
   */
  system?: boolean;
  /**
   * Its number, or {{PARAMETER}} of type integer; without one the system chooses
   */
  uid?: number | string;
  /**
   * Further groups that it is in
   */
  groups?: Account[];
  home?: Path;
  /**
   * Whether its home is made with it
   */
  create_home?: boolean;
  shell?: Path;
  /**
   * Its full name, without a colon or a control character
   */
  comment?: string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A key that opens an account by ssh; other keys stay
 */
export interface SshKeyResource {
  /**
   * Whose key it is; it becomes the comment
   */
  ssh_key: string;
  /**
   * Account of the system: letters, digits, _ and -, at most 32
   */
  user: string;
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  home?: string;
  /**
   * Type and key, without a comment
   */
  key: string;
  /**
   * Options before the key, such as restrict,pty
   */
  options?: string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A folder
 */
export interface DirectoryResource {
  directory: Path;
  owner?: Account;
  group?: Account;
  mode?: Mode;
  /**
   * Make the folders above as well, for root with mode 0755
   */
  parents?: boolean;
  /**
   * A folder in catalog/files: all that is in it is put in place, with the same owner and group; what else is there stays
   */
  source?: string;
  /**
   * Four octal digits, quoted: "0644"
   */
  file_mode?: string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A file: one of content, template and source says what is in it
 */
export interface FileResource {
  file: Path;
  /**
   * The text itself; {{parameter}} stands for a value
   */
  content?: string;
  /**
   * A file in catalog/templates, such as nginx.conf.hbs or nginx/site.conf.hbs
   */
  template?: string;
  /**
   * A file in catalog/files, such as motd or scripts/backup.sh, put in place as it is
   */
  source?: string;
  owner?: Account;
  group?: Account;
  mode?: Mode;
  validate?: Words;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A symbolic link
 */
export interface LinkResource {
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  link: string;
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  to: string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A file, link or folder that is not there
 */
export interface AbsentResource {
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  absent: string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A line that a file holds, added at its end if it lacks it
 */
export interface LineResource {
  /**
   * A line that the file must hold
   */
  line: string;
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  in: string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * Lines that a file holds between two marks; the rest of it stays
 */
export interface BlockResource {
  /**
   * Name of the block; the lines around it hold it
   */
  block: string;
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  in: string;
  /**
   * Lines that the file holds between its two marks
   */
  content: string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A tar, fetched and checked once, unpacked into a folder
 */
export interface ArchiveResource {
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  archive: string;
  /**
   * Where it is: a tar, of any compression
   */
  url: string;
  /**
   * What its bytes hash to
   */
  sha256: string;
  /**
   * Leading folders of its paths to leave out
   */
  strip?: number;
  owner?: Account;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A command that only runs when its guard says so: one of creates, unless, only_if and on: notify
 */
export interface ExecResource {
  /**
   * What it does, in a few words
   */
  exec: string;
  command?: Words;
  /**
   * Text that /bin/sh runs, ended by the first command that fails
   */
  script?: string;
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  creates?: string;
  unless?: Words;
  only_if?: Words;
  /**
   * notify: only when another resource notifies it
   */
  on?: 'notify';
  user?: Account;
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  directory?: string;
  environment?: Variables;
  /**
   * Seconds
   */
  timeout?: number;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * Variables by name: letters, digits and _
 */
export interface Variables {
  [k: string]: Text;
}
/**
 * Which of several programs a general name stands for (update-alternatives)
 */
export interface AlternativesResource {
  /**
   * Name of the group, such as editor
   */
  alternatives: string;
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  to: string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A file of NAME="value" lines that systemd and shells read alike
 */
export interface EnvironmentResource {
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  environment: string;
  variables: Variables;
  owner?: Account;
  group?: Account;
  mode?: Mode;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A kernel parameter, set at each boot
 */
export interface SysctlResource {
  /**
   * Kernel parameter, such as net.core.somaxconn
   */
  sysctl: string;
  /**
   * Set at boot; one line, with no blank around it
   */
  value: string | number;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A kernel module, loaded at each boot
 */
export interface KernelModuleResource {
  /**
   * Module to load at boot
   */
  kernel_module: string;
  /**
   * Its parameters, such as max_loop=8; they cannot end in a backslash
   */
  options?: string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A file system, mounted at each boot
 */
export interface MountResource {
  /**
   * Folder to mount on at boot
   */
  mount: string;
  /**
   * Such as LABEL=data or server:/export; it cannot end in a backslash
   */
  device: string;
  /**
   * File system, such as ext4 or nfs
   */
  type: string;
  /**
   * Such as noatime,nofail; they cannot end in a backslash
   */
  options?: string;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A folder in memory, empty at each boot
 */
export interface TmpfsResource {
  /**
   * Folder to keep in memory
   */
  tmpfs: string;
  /**
   * Such as 64M
   */
  size: string;
  mode?: Mode;
  owner?: Account;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A systemd service of the profile's own. It starts at launch, with the role's flags as credentials
 */
export interface UnitResource {
  /**
   * Name of a systemd service to make, without .service; it starts at launch, with the role's flags
   */
  unit: string;
  /**
   * Absolute path of a program, and arguments, separated by spaces; no shell, each word reaches the program as written
   */
  exec: string;
  user: Account;
  /**
   * One line, for systemctl status, with no blank around it; it cannot end in a backslash
   */
  description?: string;
  environment?: Variables;
  flags?: TakenFlags;
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  directory?: string;
  settings?: Settings;
  /**
   * Signal that makes the program open its logs anew; without one it is restarted when logs rotate
   */
  reload_signal?: 'HUP' | 'USR1' | 'USR2';
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * How the program takes flags: {DATABASE_URL: environment, BANNER: {argument: --banner}}; others are files in $CREDENTIALS_DIRECTORY
 */
export interface TakenFlags {
  [k: string]: TakenFlag;
}
export interface TakenFromEnvironment {
  /**
   * Variable that holds it
   */
  environment: string;
  /**
   * true: a role need not have the flag; the program starts without it
   */
  optional?: boolean;
}
export interface TakenAsArgument {
  /**
   * Option before it: --banner gives two words, --banner= gives one
   */
  argument: string;
  /**
   * true: a role need not have the flag; the program starts without it
   */
  optional?: boolean;
}
export interface TakenFromFile {
  /**
   * File below /run, in memory, that the unit's account alone can read
   */
  file: string;
  /**
   * true: a role need not have the flag; the program starts without it
   */
  optional?: boolean;
}
/**
 * Sections of a unit file, such as {Service: {LimitNOFILE: 65536}}; a list gives a key several times
 */
export interface Settings {
  [k: string]: {
    [k: string]: string | number | boolean | string[];
  };
}
/**
 * A program that runs now and then, with the role's flags; what was missed while the machine was down is made up for
 */
export interface TimerResource {
  /**
   * Name of a timer and of the service that it runs
   */
  timer: string;
  /**
   * When it runs, as systemd.time writes it: *-*-* 04:00:00
   */
  calendar?: string;
  /**
   * Or how long after it last ran, such as 5min
   */
  every?: string;
  /**
   * Absolute path of a program, and arguments, separated by spaces; no shell, each word reaches the program as written
   */
  exec: string;
  user: Account;
  /**
   * One line, for systemctl status, with no blank around it; it cannot end in a backslash
   */
  description?: string;
  environment?: Variables;
  flags?: TakenFlags;
  /**
   * Absolute path of letters, digits and . _ @ + -, such as /etc/shop.conf
   */
  directory?: string;
  settings?: Settings;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * Settings added to a unit that a package brings
 */
export interface DropInResource {
  /**
   * Unit whose settings it adds to, such as nginx or cron.service
   */
  drop_in: string;
  /**
   * Name of the file; default: rolebake
   */
  name?: string;
  settings: Settings;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A service that a package brings
 */
export interface ServiceResource {
  /**
   * A systemd service that a package brings
   */
  service: string;
  /**
   * bake: runs already while baking; launch: only enabled; never: disabled and stopped
   */
  starts?: 'bake' | 'launch' | 'never';
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A rule of logrotate for logs that are not logs of a role; it needs the package logrotate
 */
export interface LogrotateResource {
  /**
   * Name of the rule; no dots
   */
  logrotate: string;
  /**
   * The logs
   *
   * @minItems 1
   */
  paths: Path[];
  /**
   * How often a new file begins
   */
  every?: 'day' | 'week' | 'month';
  /**
   * How many rotated logs stay
   */
  keep?: number;
  /**
   * Account of the system: letters, digits, _ and -, at most 32
   */
  owner?: string;
  group?: Account;
  /**
   * Service to reload afterwards
   */
  signal?: {
    service: Unit;
  };
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * The packet filter of the machine, from launch on; it needs the package nftables
 */
export interface FirewallResource {
  /**
   * Name of the table; one firewall a machine
   */
  firewall: string;
  /**
   * What comes in besides ssh; all else is dropped
   */
  allow?: {
    /**
     * Port, or first-last
     */
    port: string | number;
    /**
     * Which protocol
     */
    protocol?: 'tcp' | 'udp';
    /**
     * Address or network; default: any
     */
    from?: string;
  }[];
  /**
   * Whether ssh comes in
   */
  ssh?: boolean;
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
}
/**
 * A flag's value as a file in memory, there before the services that need it start
 */
export interface CertificateResource {
  /**
   * File below /run that holds it once the machine is launched
   */
  certificate: string;
  /**
   * Flag of the role with the PEM text
   */
  flag: string;
  owner?: Account;
  group?: Account;
  mode?: Mode;
  /**
   * Services that need it
   */
  before?: Unit[];
  when?: Condition;
  /**
   * A list or map parameter: one resource for each item, {{this}}, {{KEY}} or {{@key}}
   */
  each?: string;
  /**
   * Resources of this profile that come before, such as [exec migrate, /etc/shop.conf]
   */
  after?: string[];
  /**
   * Services of this profile to restart, and commands to run, when it changes
   */
  notifies?: string[];
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
