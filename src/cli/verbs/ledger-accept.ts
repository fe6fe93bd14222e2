import { faultLines } from '../ledger-faults.ts';
import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const ledgerAcceptVerb: Verb = {
  name: 'ledger accept',
  summary: 'take a ledger that was rolled back on purpose for the newest',
  examples: ['rolebake ledger accept'],
  run,
};

async function run(session: Session): Promise<Answer> {
  const faults = await (await session.ledger()).accept();
  const text = faults.length === 0 ? 'nothing to accept: it is the newest' : 'accepted as it is';
  return { data: { accepted: faults }, text: [...faultLines(faults), text].join('\n') };
}
