import { Refusal } from '../problem/problem.ts';
import type { Line } from './lines.ts';

const SHOWN = 5;

/** A ledger that is not as it was written. */
export function damaged(messages: readonly string[]): Refusal {
  const hint = 'rolebake ledger verify; then take the files back from git';
  return new Refusal(messages.slice(0, SHOWN).map((message) => ({ code: 'ledger-damaged', message, hint })));
}

/** A ledger whose checkpoint a newer rolebake wrote. */
export function newerCheckpoint(): Refusal {
  return newer('HEADS is of a newer format than this rolebake reads');
}

/** Refuses lines that a newer rolebake wrote and that an older one must not pass over. */
export function refuseUnreadable(lines: readonly Line[], file: string): void {
  for (const { reading, place } of lines) {
    if (reading.state === 'newer')
      throw newer(`${file} line ${place} is of format ${reading.format}, newer than this rolebake reads`);
    if (reading.state === 'other-kind' && reading.entry.critical) {
      throw newer(
        `${file} line ${place} is of the kind ${reading.entry.kind}, which this rolebake does not know and must`,
      );
    }
  }
}

function newer(message: string): Refusal {
  return new Refusal({ code: 'ledger-newer', message, hint: 'update rolebake' });
}
