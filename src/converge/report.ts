import type { Target } from '../compile/compile.ts';

/** What a run of Puppet or Chef did to a machine, as both tell it alike. */
export interface ConvergeReport {
  readonly target: Target;
  /** Of a dry run: whether it would have changed anything. */
  readonly outcome: 'unchanged' | 'changed';
  /** Wall time of the tool, start and end included. */
  readonly seconds: number;
  /** Those declared in the generated tree, in the order in which they ran. */
  readonly resources: readonly ResourceResult[];
}

export interface ResourceResult {
  /** As the tool names it: `File[/etc/motd]`, `file[/etc/motd]`. */
  readonly name: string;
  readonly changed: boolean;
  readonly seconds: number;
  /** Relative to the generated tree. */
  readonly file?: string;
  readonly line?: number;
}

/** What a tool's own report says; whether a `failure` counts is for the exit code to say. */
export interface ToolReport {
  readonly resources: readonly ResourceResult[];
  readonly failure?: ToolFailure;
}

/** Where a run stopped and what the tool says of it. */
export interface ToolFailure {
  readonly message: string;
  /** The output of the program that the resource ran, where the message does not have it. */
  readonly said?: readonly string[];
  /** Absent when the role did not compile. */
  readonly resource?: string;
  readonly file?: string;
  readonly line?: number;
}
