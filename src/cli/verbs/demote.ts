import type { Session } from '../session.ts';
import type { Answer, Options, Verb } from '../verb.ts';

export const demoteVerb: Verb = {
  name: 'demote',
  summary: 'take a tag out of a channel; its head is then the tag that was promoted before',
  arguments: [{ name: '<tag>', description: 'in full, such as role/web@42' }],
  options: [{ flags: '--channel <name>', description: 'the channel that it is in' }],
  examples: ['rolebake demote role/web@42 --channel stable'],
  run,
};

async function run(session: Session, [text = '']: readonly string[], options: Options): Promise<Answer> {
  const { channelIn, sayFact, subjectOf } = await import('../say-fact.ts');
  const { componentOf } = await import('../../ledger/tag.ts');
  const channel = channelIn(options);
  const { record, view } = await subjectOf(session, text);
  const { tag, standing } = record;
  const data = { tag, channel };
  if (!standing.channels.includes(channel))
    return { data: { ...data, done: false }, text: `${tag} is not in ${channel}: nothing to do` };
  const entry = await sayFact(session, record, { kind: 'demoted', channel });
  const head = view.with(componentOf(tag), entry).headOf(componentOf(tag), channel)?.tag;
  const now = head === undefined ? `${channel} has no ${componentOf(tag)} now` : `${channel} has ${head} now`;
  return { data: { ...data, done: true, head }, text: `${tag} is not in ${channel} any more; ${now}` };
}
