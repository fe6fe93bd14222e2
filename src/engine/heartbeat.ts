import { Refusal } from '../problem/problem.ts';
import type { Claim, Journal } from './journal.ts';

/** How often the owner looks whether somebody wants the job's end. */
const LOOK_MS = 500;
/** A lease is renewed so many times before it would run out. */
const BEATS_A_LEASE = 6;

/** What an owner learns of its job while it works. */
export interface Heartbeat extends Disposable {
  /** Aborted when another process has taken the job over. */
  readonly lost: AbortSignal;
  /** Aborted when somebody has asked for the job's end. */
  readonly cancelled: AbortSignal;
}

/** Renews the lease of a claim until it is disposed of. */
export function keepLease(journal: Journal, claim: Claim): Heartbeat {
  const { leaseMs, monotonicMs } = journal.clock;
  const [lost, cancelled] = [new AbortController(), new AbortController()];
  let beaten = monotonicMs();
  const beat = () => {
    if (journal.isCancelAsked(claim.job))
      cancelled.abort(new Refusal({ code: 'interrupted', message: `job ${claim.job} was cancelled` }));
    if (monotonicMs() - beaten < leaseMs / BEATS_A_LEASE) return;
    if (journal.renew(claim)) beaten = monotonicMs();
    else lost.abort(reasonOf(() => journal.assertHeld(claim)));
  };
  const timer = setInterval(() => quietly(beat), Math.min(LOOK_MS, leaseMs / BEATS_A_LEASE)).unref();
  return { lost: lost.signal, cancelled: cancelled.signal, [Symbol.dispose]: () => clearInterval(timer) };
}

/**
 * Writes to the journal where a full disk or a busy journal is no end: a lease that is not renewed runs out, and the
 * job's own writes say what is wrong.
 */
export function quietly(act: () => void): void {
  try {
    act();
  } catch {}
}

function reasonOf(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
