import type { ProblemCode } from './codes.ts';

/** A position in a text file a person wrote; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A second place that a problem is about: where a name was given first, where a parameter is declared. */
export interface Related {
  readonly place: Place;
  /** What is there, in a few words. */
  readonly message: string;
}

/** One thing that is wrong, for a person to mend: what, where, and what to do about it. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly place?: Place;
  /** A command to type or a name to use instead. */
  readonly hint?: string;
  readonly related?: readonly Related[];
}

/** An expected failure: everything that is wrong, at once. Any other exception is a bug in rolebake. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[], options?: ErrorOptions) {
    const all = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(all.map((problem) => `${problem.code}: ${problem.message}`).join('\n'), options);
    this.problems = all;
  }
}
