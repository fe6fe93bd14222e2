import type { Session } from '../session.ts';
import { table } from '../table.ts';
import type { Answer, Verb } from '../verb.ts';
import { tagRow } from './tags.ts';

export const headsVerb: Verb = {
  name: 'heads',
  summary: 'show the newest tag of each component',
  examples: ['rolebake heads', 'rolebake heads --json'],
  run,
};

async function run(session: Session): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  await settleLeftovers(session);
  const heads = await (await session.ledger()).heads();
  return {
    data: heads,
    text: heads.length === 0 ? 'no tags yet; the first one: rolebake os update' : table(heads.map(tagRow)),
  };
}
