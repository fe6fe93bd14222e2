import type { Problem } from '../../problem/problem.ts';

/** A problem as `--json` shows it: with the command that prints the page of its code. */
export const problemData = (problem: Problem): object => ({ ...problem, help: `rolebake error ${problem.code}` });
