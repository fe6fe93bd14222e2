import { randomBytes } from 'node:crypto';
import { type Run, runProcess } from './processes.ts';

/** What reaches outside a pure function. Files enter as paths that the caller chose. */
export interface Effects {
  readonly now: () => Date;
  readonly randomBytes: (size: number) => Buffer;
  readonly run: Run;
}

export const realEffects: Effects = { now: () => new Date(), randomBytes, run: runProcess };
