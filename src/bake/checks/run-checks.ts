import { setTimeout as sleep } from 'node:timers/promises';
import type { Check } from '../../catalog/checks/check.ts';
import type { Place } from '../../problem/problem.ts';
import { atOnce } from '../at-once.ts';
import type { CheckedMachine } from './checked-machine.ts';
import { shortfallOf } from './shortfall.ts';

/** A check as it is kept in the journal: plain data. */
export interface BakeCheck extends Pick<Check, 'expects' | 'from' | 'source'> {
  readonly place?: Place;
}

/** A check that a machine does not pass, and why. */
export interface FailedCheck {
  readonly check: BakeCheck;
  readonly why: string;
}

/** How long a machine may take until it shows all. */
export interface Patience {
  readonly milliseconds: number;
  /** The clock, which never goes back. */
  readonly monotonicMs: () => number;
  readonly signal: AbortSignal;
}

const PAUSE_MS = 200;

/**
 * Holds a machine to its checks, each of which is looked at until it holds or the time is up; gives those that do not
 * hold then. Each is looked at once at least.
 */
export async function failedChecks(
  machine: CheckedMachine,
  checks: readonly BakeCheck[],
  { milliseconds, monotonicMs, signal }: Patience,
): Promise<FailedCheck[]> {
  const until = monotonicMs() + milliseconds;
  let open = checks;
  for (;;) {
    signal.throwIfAborted();
    const failed = await failedNow(machine, open);
    if (failed.length === 0 || monotonicMs() >= until) return failed;
    open = failed.map(({ check }) => check);
    await sleep(PAUSE_MS);
  }
}

const AT_ONCE = 8;

async function failedNow(machine: CheckedMachine, checks: readonly BakeCheck[]): Promise<FailedCheck[]> {
  const looks = checks.map(
    ({ expects }) =>
      () =>
        shortfallOf(machine, expects),
  );
  const outcomes = await atOnce(AT_ONCE, looks, () => true);
  return outcomes.flatMap((outcome, index) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    const [check, why] = [checks[index], outcome.value];
    return check === undefined || why === undefined ? [] : [{ check, why }];
  });
}
