import { randomBytes } from 'node:crypto';
import { type Run, runProcess } from './processes.ts';

/** What reaches outside a pure function. Files enter as paths that the caller chose. */
export interface Effects {
  readonly now: () => Date;
  /** Milliseconds since some moment of this boot, by a clock that nobody sets and all processes of the host share. */
  readonly monotonicMs: () => number;
  readonly randomBytes: (size: number) => Buffer;
  readonly run: Run;
}

export const realEffects: Effects = {
  now: () => new Date(),
  // CLOCK_MONOTONIC: it stands still while the host sleeps.
  monotonicMs: () => Math.round(Number(process.hrtime.bigint() / 1_000_000n)),
  randomBytes,
  run: runProcess,
};
