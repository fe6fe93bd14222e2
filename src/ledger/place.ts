import type { Signer } from './signing.ts';

/** Where a ledger is, and what this machine holds it to. */
export interface LedgerPlace {
  readonly dir: string;
  readonly now: () => Date;
  /** A folder outside of the ledger, where the newest checkpoint is remembered; without one, nothing is. */
  readonly state?: string | undefined;
  /** Nothing is written, not even what is remembered. */
  readonly isOnlyRead?: boolean | undefined;
  /** Undefined: the ledger is not signed. */
  readonly signer?: Signer | undefined;
}
