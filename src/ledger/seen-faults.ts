import type { Checkpoint } from './checkpoint.ts';
import type { LedgerFault } from './fault.ts';
import { fileOf } from './paths.ts';
import type { SeenEnd } from './seen.ts';
import type { FileFinding } from './survey.ts';

/**
 * What this machine has seen in a ledger before and does not find in it now: the ledger was rolled back, or has gone
 * another way. Pure.
 */
export function seenFaults(
  seen: ReadonlyMap<string, SeenEnd>,
  checkpoint: Checkpoint,
  findings: readonly FileFinding[],
): LedgerFault[] {
  const forked = new Set(findings.filter(({ forked }) => forked).map(({ component }) => fileOf(component)));
  return [...seen].flatMap(([file, { count, last }]): LedgerFault[] => {
    const now = checkpoint.get(file);
    if (now === undefined) return [rollback(file, `is gone, and this machine has seen ${entries(count)} in it`)];
    if (now.count < count) {
      return [
        rollback(file, `was rolled back to ${entries(now.count)}; this machine has seen ${count}`, now.count + 1),
      ];
    }
    const isOther = now.count === count ? now.last !== last : forked.has(file);
    return isOther ? [fork(file, count)] : [];
  });
}

const entries = (count: number) => (count === 1 ? '1 entry' : `${count} entries`);

function rollback(file: string, what: string, line?: number): LedgerFault {
  return { kind: 'rollback', file, ...(line === undefined ? {} : { line }), message: `${file} ${what}` };
}

function fork(file: string, line: number): LedgerFault {
  const message = `${file} line ${line} is another one than this machine has seen: the ledger has gone another way`;
  return { kind: 'fork', file, line, message };
}
