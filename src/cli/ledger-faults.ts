import type { LedgerFault } from '../ledger/fault.ts';

/** Faults of a ledger, a line each. */
export function faultLines(faults: readonly LedgerFault[]): string[] {
  return faults.map(({ kind, file, line, tag, message }) => {
    const place = `${file}${line === undefined ? '' : `:${line}`}${tag === undefined ? '' : ` (${tag})`}`;
    return `${place}: ${kind}: ${message}`;
  });
}
