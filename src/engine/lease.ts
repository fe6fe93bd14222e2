import { realEffects } from '../host/effects.ts';
import type { JobRecord } from './job-record.ts';
import { isAlive } from './owner.ts';

/**
 * A running job belongs to its owner for as long as a lease lasts; the owner renews it while it works. Leases are told
 * by the host's monotonic clock, which no setting of the time moves and which all processes of one boot share.
 */
export interface LeaseClock {
  /** Milliseconds since some moment of this boot. */
  readonly monotonicMs: () => number;
  /** How long a lease lasts that is not renewed. */
  readonly leaseMs: number;
}

export const LEASE: LeaseClock = {
  // It stands still while the host sleeps, so that no lease runs out over night.
  monotonicMs: realEffects.monotonicMs,
  leaseMs: 30_000,
};

/** held: somebody works on it; expired: its owner is there, but has not been heard of for a lease; dead: it is gone. */
export type Holding = 'held' | 'expired' | 'dead';

/** How firmly a running job is in its owner's hands. */
export function holdingOf({ owner, lease }: JobRecord, clock: LeaseClock): Holding {
  if (!isAlive(owner)) return 'dead';
  return clock.monotonicMs() <= lease ? 'held' : 'expired';
}
