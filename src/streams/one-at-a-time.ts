import { join } from 'node:path';
import { withExclusiveLock } from '../host/exclusive-lock.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { STATE } from '../ledger/paths.ts';
import type { Stream } from '../ledger/tag.ts';

/**
 * Runs what looks at the heads of a stream, and gives a new tag where that is another, while no other process of this
 * host does: of two who tag the same at once, the second finds the tag of the first.
 */
export function oneAtATime<T>(ledger: Ledger, stream: Stream, act: () => Promise<T>): Promise<T> {
  return withExclusiveLock(join(ledger.dir, STATE, `tagging-${stream}`), act);
}
