import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const promoteVerb: Verb = {
  name: 'promote',
  summary: 'make a tag the head of a channel, such as stable',
  arguments: [{ name: '<tag>', description: 'in full, such as role/web@42' }],
  options: [{ flags: '--channel <name>', description: 'lower-case letters, digits and -' }],
  examples: ['rolebake promote role/web@42 --channel stable', 'rolebake heads --channel stable'],
  run,
};

async function run(session: Session, [text = '']: readonly string[], options: Options): Promise<Answer> {
  const { channelIn, sayFact, subjectOf } = await import('../say-fact.ts');
  const { refuseRevoked } = await import('../../ledger/refuse-revoked.ts');
  const { componentOf } = await import('../../ledger/tag.ts');
  const channel = channelIn(options);
  const { record, view } = await subjectOf(session, text);
  const { tag } = record;
  refuseRevoked(record, `rolebake tags ${componentOf(tag)} --where "not revoked"`);
  const before = view.headOf(componentOf(tag), channel)?.tag;
  if (before === tag) return { data: { tag, channel, done: false }, text: `${tag} is the head of ${channel} already` };
  await sayFact(session, record, { kind: 'promoted', channel });
  const instead = before === undefined ? '' : `, instead of ${before}`;
  return { data: { tag, channel, done: true, before }, text: `${tag} is the head of ${channel}${instead}` };
}
