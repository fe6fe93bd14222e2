import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const ledgerSignVerb: Verb = {
  name: 'ledger sign',
  summary: 'sign the checkpoint of a ledger that is whole',
  examples: ['rolebake ledger sign'],
  run,
};

/** Appends sign by themselves: this is for a ledger from before, and for another key. */
async function run(session: Session): Promise<Answer> {
  const signer = await (await session.ledger()).sign();
  if (signer === undefined) return { data: {}, text: 'nothing to sign: no entries yet' };
  return { data: { signer }, text: `signed by ${signer}` };
}
