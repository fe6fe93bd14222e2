import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const deprecateVerb: Verb = {
  name: 'deprecate',
  summary: 'say that a tag should be replaced; it still serves',
  arguments: [{ name: '<tag>', description: 'in full, such as role/web@42' }],
  options: [{ flags: '--why <reason>', description: 'one line for whoever meets the tag later; never a secret' }],
  examples: ['rolebake deprecate role/web@42 --why "the old log format"'],
  run,
};

async function run(session: Session, [text = '']: readonly string[], options: Options): Promise<Answer> {
  const { reasonIn, sayFact, subjectOf } = await import('../say-fact.ts');
  const { marksOf } = await import('../tag-marks.ts');
  const why = reasonIn(options);
  const { record } = await subjectOf(session, text);
  const { tag, standing } = record;
  if (standing.deprecated) {
    const mark = marksOf(standing).find((one) => one.startsWith('deprecated'));
    return { data: { tag, done: false, deprecated: standing.deprecated }, text: `${tag} is ${mark} already` };
  }
  const { who, at } = await sayFact(session, record, { kind: 'deprecated', why });
  return { data: { tag, done: true, deprecated: { text: why, who, at } }, text: `${tag} is deprecated (${why})` };
}
