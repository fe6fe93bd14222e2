/** Something in a ledger that is not as it was written: where, and what. */
export interface LedgerFault {
  readonly kind:
    | 'changed'
    | 'removed'
    | 'added'
    | 'swapped'
    | 'cut'
    | 'torn'
    | 'invalid'
    | 'newer-format'
    | 'file-removed'
    | 'file-renamed'
    | 'file-added'
    | 'foreign-file'
    | 'checkpoint'
    | 'signature'
    | 'rollback'
    | 'fork'
    | 'object-changed'
    | 'object-missing'
    | 'parent';
  /** Path inside the ledger. */
  readonly file: string;
  /** Line of the file, from 1; for what is gone, where it stood. */
  readonly line?: number;
  /** The tag that the line gives or gave, where it can be told. */
  readonly tag?: string;
  /** A sentence for a person. */
  readonly message: string;
}
