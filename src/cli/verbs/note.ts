import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const noteVerb: Verb = {
  name: 'note',
  summary: 'keep a line about a tag in the ledger',
  arguments: [
    { name: '<tag>', description: 'in full, such as role/web@42' },
    { name: '<text>', description: 'one line; never a secret' },
  ],
  examples: ['rolebake note role/web@42 "load test of 2026-03-02: 1,200 requests/s"', 'rolebake show role/web@42'],
  run,
};

async function run(session: Session, [name = '', words = '']: readonly string[]): Promise<Answer> {
  const { sayFact, subjectOf } = await import('../say-fact.ts');
  const { parseText } = await import('../../ledger/words.ts');
  const text = parseText(words);
  const { record } = await subjectOf(session, name);
  const { who, at } = await sayFact(session, record, { kind: 'note', text });
  return { data: { tag: record.tag, note: { text, who, at } }, text: `noted of ${record.tag}` };
}
