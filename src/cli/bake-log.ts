import { existsSync } from 'node:fs';
import { type Problem, Refusal } from '../problem/problem.ts';

/** Throws a job's error on; a Refusal without a hint of its own gets the log of what the machine said as one. */
export function pointToLog(error: unknown, log: string, shown: string): never {
  if (!(error instanceof Refusal) || !existsSync(log)) throw error;
  const hint = `all that the machine said: less ${shown}`;
  const problems = error.problems.map((problem): Problem => ({ hint, ...problem }));
  throw new Refusal(problems, { cause: error });
}
