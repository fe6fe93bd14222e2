import { Refusal } from '../problem/problem.ts';
import type { Reading } from './entry.ts';

const SHOWN = 5;

/** A ledger that is not as it was written. */
export function damaged(messages: readonly string[]): Refusal {
  const hint = 'rolebake ledger verify; then take the files back from git';
  return new Refusal(messages.slice(0, SHOWN).map((message) => ({ code: 'ledger-damaged', message, hint })));
}

/** Why an older rolebake must not pass over a line that a newer one wrote; undefined if it may. */
export function whyNewer(file: string, place: number, reading: Reading): string | undefined {
  if (reading.state === 'newer') {
    return `${file} line ${place} is of format ${reading.format}, newer than this rolebake reads`;
  }
  if (reading.state !== 'other-kind' || !reading.entry.critical) return undefined;
  return `${file} line ${place} is of the kind ${reading.entry.kind}, which this rolebake does not know and must`;
}

/** Why an older rolebake must not read a checkpoint that a newer one wrote. */
export const NEWER_CHECKPOINT = 'HEADS is of a newer format than this rolebake reads';

/** A ledger that a newer rolebake wrote. */
export function newerLedger(messages: readonly string[]): Refusal {
  const hint = 'update rolebake';
  return new Refusal(messages.slice(0, SHOWN).map((message) => ({ code: 'ledger-newer', message, hint })));
}
