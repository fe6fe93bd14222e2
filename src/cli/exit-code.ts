import { PROBLEM_CODES, type ProblemFamily } from '../problem/codes.ts';
import type { Problem } from '../problem/problem.ts';

/** Exit codes are an interface (docs/cli.md): one for each family of problems. */
const EXIT_CODES: Readonly<Record<ProblemFamily, number>> = {
  usage: 2,
  input: 3,
  host: 4,
  machine: 5,
  integrity: 6,
  missing: 7,
  stopped: 8,
};

/** 0 and 1 are answers; 70 is a bug in rolebake; 130 an interrupt; 141 what a shell shows of SIGPIPE. */
export const EXIT_BUG = 70;
export const EXIT_INTERRUPTED = 130;
export const EXIT_UNREAD = 141;
export const EXIT_HOST = EXIT_CODES.host;

/** The exit code of a command that ends with these problems: that of the first. */
export function exitCodeOf(problems: readonly Problem[]): number {
  const first = problems[0]?.code;
  const families = Object.entries(PROBLEM_CODES) as [ProblemFamily, readonly string[]][];
  const family = families.find(([, codes]) => first !== undefined && codes.includes(first))?.[0];
  return family === undefined ? EXIT_BUG : EXIT_CODES[family];
}
