import type { TagRecord } from '../../ledger/ledger.ts';
import { type Component, componentOf } from '../../ledger/tag.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { behind } from '../tag-marks.ts';
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
  const ledger = await session.ledger();
  const [heads, components] = [await ledger.heads(), await ledger.components()];
  return headsAnswer(heads, components);
}

/** Heads with those components that have none, since all their tags are revoked. */
function headsAnswer(heads: readonly TagRecord[], components: readonly Component[]): Answer {
  const data = heads.map((record) => ({ ...record, behind: behind(record, heads) }));
  const rows = data.map((record) => {
    const marks = record.behind.length > 0 ? [`behind ${record.behind.join(', ')}`] : [];
    return tagRow(record, marks);
  });
  const headless = components.filter((one) => !heads.some(({ tag }) => componentOf(tag) === one));
  for (const one of headless) rows.push([one, 'no head: all its tags are revoked']);
  return { data, text: rows.length === 0 ? 'no tags yet; the first one: rolebake os update' : table(rows) };
}
