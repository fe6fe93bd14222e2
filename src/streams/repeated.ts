import type { Ledger } from '../ledger/ledger.ts';
import { refuseRevoked } from '../ledger/refuse-revoked.ts';
import type { Stream } from '../ledger/tag.ts';

/** Refuses (`revoked-tag`) to give a new tag to what a revoked tag of the component holds already. */
export async function refuseRepeated(ledger: Ledger, stream: Stream, name: string, digest: string): Promise<void> {
  for (const record of await ledger.tags({ stream, name, digest, revoked: true }))
    refuseRevoked(
      record,
      'what would be tagged is the same; if nothing is wrong with it, --revoked-too gives it a new tag',
    );
}
