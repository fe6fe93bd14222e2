import type { LedgerView, TagRecord } from '../../ledger/ledger-view.ts';
import { type Component, componentOf } from '../../ledger/tag.ts';
import { codeHash } from '../build-id.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { behindOf } from '../tag-marks.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';
import { tagRow } from './tags.ts';

export const headsVerb: Verb = {
  name: 'heads',
  summary: 'show the head of each component: its newest tag that is not revoked',
  options: [
    { flags: '--channel <name>', description: 'the heads of a channel: what was promoted to it last' },
    { flags: '--at <date-or-commit>', description: 'as of a moment of the past, or of a commit of the repository' },
  ],
  examples: [
    'rolebake heads',
    'rolebake heads --channel stable',
    'rolebake heads --channel stable --at 2026-04-01',
    'rolebake heads --at 2026-03-31T18:00+02:00 --json',
    'rolebake heads --at main~3',
  ],
  run,
};

async function run(session: Session, _args: readonly string[], options: Options): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  const [at, channel] = [textOption(options, 'at'), textOption(options, 'channel')];
  await settleLeftovers(session);
  const ledger = await session.ledger();
  const build = codeHash();
  if (at === undefined && channel === undefined && !session.json && build !== undefined) {
    const make = (view: LedgerView) => headsAnswer(view.heads(), view.components()).text;
    return { data: undefined, text: await ledger.text({ name: 'heads', build, make }) };
  }
  const view = at === undefined ? await ledger.view() : await pastOf(session, at);
  if (channel === undefined)
    return headsAnswer(view.heads(), view.components(), view.heads(), at === undefined ? NONE : `no tags at ${at}`);
  const { parseChannel } = await import('../../ledger/words.ts');
  return headsAnswer(view.heads(parseChannel(channel)), [], view.heads(), `no tag is in ${channel}`);
}

async function pastOf(session: Session, at: string): Promise<LedgerView> {
  const { ledgerPast } = await import('../ledger-past.ts');
  return await ledgerPast(session, at);
}

const NONE = 'no tags yet; the first one: rolebake os update';

/** Heads with those components that have none, since all their tags are revoked. */
function headsAnswer(
  heads: readonly TagRecord[],
  components: readonly Component[],
  newest = heads,
  none = NONE,
): Answer {
  const behind = behindOf(newest);
  const data = heads.map((record) => ({ ...record, behind: behind(record) }));
  const rows = data.map((record) => {
    const marks = record.behind.length > 0 ? [`behind ${record.behind.join(', ')}`] : [];
    return tagRow(record, marks);
  });
  const withHead = new Set<Component>(heads.map(({ tag }) => componentOf(tag)));
  const headless = components.filter((one) => !withHead.has(one));
  for (const one of headless) rows.push([one, 'no head: all its tags are revoked']);
  return { data, text: rows.length === 0 ? none : table(rows) };
}
