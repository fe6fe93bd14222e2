import { pathInTree } from '../places.ts';
import type { ToolFailure } from '../report.ts';

/** The end of a message that names the place in words. */
export const PLACE = / \(file: (.+?), line: (\d+)(?:, column: \d+)?\)(?: on node \S+)?$/;

/** What Puppet says of a role that does not compile, of which it writes no report. */
export function readPuppetOutput(lines: readonly string[]): ToolFailure | undefined {
  const error = lines.find((line) => line.startsWith('Error: '))?.slice('Error: '.length);
  if (error === undefined) return undefined;
  const [, path, line] = error.match(PLACE) ?? [];
  const file = pathInTree(path);
  return { message: error.replace(PLACE, ''), ...(file && { file, line: Number(line) }) };
}
