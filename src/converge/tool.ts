import type { ToolFailure, ToolReport } from './report.ts';

/** How one of the two tools is run and read. */
export interface Tool {
  /** Files that it needs beside the generated tree, by path below the state folder. */
  readonly files: (role: string) => ReadonlyMap<string, string>;
  readonly argv: (role: string, noop: boolean) => readonly [string, ...string[]];
  /** Variables of the run beside those that every run has. */
  readonly environment: (role: string) => Readonly<Record<string, string>>;
  /** Exit codes of a run that did all it had to. */
  readonly successCodes: readonly number[];
  /** Lines that tell nothing of a failure. */
  readonly noise?: RegExp;
  /** The file that the run leaves behind, unless it ends early. */
  readonly reportPath: string;
  readonly readReport: (text: string) => ToolReport;
  /** The failure that a run without a report tells in its output lines. */
  readonly readOutput: (lines: readonly string[]) => ToolFailure | undefined;
}
