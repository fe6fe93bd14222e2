/* Generated from schemas/environment.schema.json by `npm run types`; change the schema instead. */

/**
 * a text
 */
export type Text = string;
/**
 * a number
 */
export type Number = number;
/**
 * true or false
 */
export type Boolean = boolean;

/**
 * environments/NAME.yaml: flag values, sizes and a DNS zone, nothing else
 */
export interface EnvironmentFile {
  /**
   * Where an editor finds the schema of this file; rolebake does not look at it
   */
  $schema?: string;
  /**
   * Name of the environment; the file has the same name. A part of DNS names, such as test or test-alice
   */
  environment: string;
  /**
   * One line on what it is for
   */
  summary?: string;
  /**
   * DNS zone of its names, a domain in lower case such as shop.example; default: that of the release
   */
  zone?: string;
  /**
   * Values for every role that has a flag of this name
   */
  flags?: FlagSources;
  /**
   * What is different for one role here
   */
  roles?: {
    [k: string]: EnvironmentMember;
  };
}
export interface FlagSources {
  [k: string]: Text | Number | Boolean | FromFile | FromVariable | FromCommand | FromParameter | FromSecret;
}
/**
 * {file: PATH}: the content of a file, a line feed at its end left out
 */
export interface FromFile {
  /**
   * Path of a file, relative to rolebake.yaml
   */
  file: string;
}
/**
 * {variable: NAME}: an environment variable of the process that launches
 */
export interface FromVariable {
  /**
   * Name of an environment variable
   */
  variable: string;
}
/**
 * {command: [PROGRAM, ARGUMENT...]}: what a program prints, a line feed at its end left out
 */
export interface FromCommand {
  /**
   * A program and its arguments; no shell
   *
   * @minItems 1
   */
  command: string[];
}
/**
 * {parameter: NAME}: an entry of AWS's Parameter Store
 */
export interface FromParameter {
  /**
   * Its name or ARN, such as /shop/test/database-url, or with :VERSION or :LABEL at its end
   */
  parameter: string;
}
/**
 * {secret: NAME, key: KEY}: a secret of AWS's Secrets Manager
 */
export interface FromSecret {
  /**
   * Its name or ARN, such as shop/test/database
   */
  secret: string;
  /**
   * A key of the secret, where that is a JSON object; default: the whole of it
   */
  key?: string;
}
export interface EnvironmentMember {
  /**
   * How many machines here
   */
  count?: number;
  /**
   * Values for this role alone; they stand in place of those for every role
   */
  flags?: FlagSources;
}
