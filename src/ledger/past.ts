import { viewOf } from './component-view.ts';
import { LedgerView } from './ledger-view.ts';
import { splitLines } from './lines.ts';
import { classify } from './paths.ts';
import { damaged, newerLedger } from './refusals.ts';
import type { Files } from './storage.ts';
import { verifyLedger } from './verify.ts';

/** What a ledger of the past says, from its entries and checkpoint alone; a Refusal if they are damaged. Pure. */
export function viewOfPast(files: Files): LedgerView {
  const { faults, newer } = verifyLedger(files);
  if (newer.length > 0) throw newerLedger(newer);
  const real = faults.filter(({ kind }) => kind !== 'object-missing');
  if (real.length > 0) throw damaged(real.map(({ message }) => message));
  const components = [...files].flatMap(([path, bytes]) => {
    const kind = classify(path);
    return kind.kind === 'entries' ? [[kind.component, viewOf(knownIn(bytes))] as const] : [];
  });
  return new LedgerView(new Map(components));
}

const knownIn = (bytes: Buffer) =>
  splitLines(bytes).lines.flatMap(({ reading }) =>
    reading.state === 'tag' || reading.state === 'later' ? [reading.entry] : [],
  );
