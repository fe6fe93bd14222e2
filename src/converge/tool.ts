import type { ToolReport } from './report.ts';

/** How one of the two tools is run and read. */
export interface Tool {
  /** Files that it needs beside the generated tree, by path below the state folder. */
  readonly files: (role: string) => ReadonlyMap<string, string>;
  readonly argv: (role: string, noop: boolean) => readonly [string, ...string[]];
  /** Variables of the run beside those that every run has. */
  readonly environment: (role: string) => Readonly<Record<string, string>>;
  /** Exit codes of a run that did all it had to. */
  readonly successCodes: readonly number[];
  /** The file that the run leaves behind. */
  readonly reportPath: string;
  readonly readReport: (text: string) => ToolReport;
}
