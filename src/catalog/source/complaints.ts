import type { ProblemCode } from '../../problem/codes.ts';
import type { Problem, Related } from '../../problem/problem.ts';
import type { Placing } from './placing.ts';
import type { Step } from './source-file.ts';

/** Collects what is wrong with one file. */
export class Complaints {
  readonly problems: Problem[] = [];
  readonly file: Placing;

  constructor(file: Placing) {
    this.file = file;
  }

  /** Something is wrong with the value under these steps. */
  add(code: ProblemCode, message: string, steps: readonly Step[], hint?: string, related?: Related): void {
    this.#push({ code, message, place: this.file.placeOf(steps) }, hint, related);
  }

  /** Something is wrong with the key at the end of these steps. */
  addKey(code: ProblemCode, message: string, steps: readonly Step[], hint?: string, related?: Related): void {
    this.#push({ code, message, place: this.file.placeOfKey(steps) }, hint, related);
  }

  #push(problem: Problem, hint: string | undefined, related: Related | undefined): void {
    const told = { ...problem, ...(hint === undefined ? {} : { hint }) };
    this.problems.push(related ? { ...told, related: [related] } : told);
  }
}
