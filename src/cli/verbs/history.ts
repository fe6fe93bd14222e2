import type { EntryReading } from '../../ledger/entry.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { Component, Tag } from '../../ledger/tag.ts';
import { visible } from '../problems/visible.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { aboutTag } from '../tag-marks.ts';
import { type Answer, type Options, textOption, type Verb } from '../verb.ts';

export const historyVerb: Verb = {
  name: 'history',
  summary: 'list what happened to a component, a tag or everything: tags, promotions, revocations, notes, oldest first',
  arguments: [{ name: '[component-or-tag]', description: 'such as role/web or role/web@42; default: everything' }],
  options: [
    { flags: '--since <date>', description: 'from this moment on, such as 2026-03-01 (its first instant, in UTC)' },
    { flags: '--before <date>', description: 'until right before this moment' },
  ],
  examples: [
    'rolebake history role/web',
    'rolebake history os/debian-12@3    # its own entries, and revocations of what it is built on',
    'rolebake history --since 2026-03-01 --before 2026-04-01',
  ],
  run,
};

/** One thing that happened. */
interface Happened {
  readonly at: string;
  readonly component: Component;
  readonly tag: Tag | undefined;
  readonly reading: EntryReading;
}

async function run(session: Session, [text]: readonly string[], options: Options): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  const { parseMoment } = await import('../../ledger/moment.ts');
  await settleLeftovers(session);
  const ledger = await session.ledger();
  const all = text === undefined ? await happened(ledger, await ledger.components()) : await about(ledger, text);
  const bound = (name: string, none: number) => {
    const given = textOption(options, name);
    return given === undefined ? none : parseMoment(given).getTime();
  };
  const [since, before] = [bound('since', Number.NEGATIVE_INFINITY), bound('before', Number.POSITIVE_INFINITY)];
  const found = all.filter(({ at }) => Date.parse(at) >= since && Date.parse(at) < before);
  const data = found.map(({ tag, reading }) => ({ ...(tag === undefined ? {} : { tag }), entry: reading.entry }));
  return { data, text: found.length === 0 ? 'nothing happened' : table(found.map(row)) };
}

/** The entries of these components; of equal times, in the order of their files. */
async function happened(ledger: Ledger, components: readonly Component[]): Promise<Happened[]> {
  const { tagOfEntry } = await import('../../ledger/entry.ts');
  const all: Happened[] = [];
  for (const component of components) {
    for (const reading of await ledger.entries(component)) {
      const tag = reading.state === 'other-kind' ? undefined : tagOfEntry(reading.entry);
      all.push({ at: reading.entry.at, component, tag, reading });
    }
  }
  return all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Of a tag, also the revocations of what it is built on. */
async function about(ledger: Ledger, text: string): Promise<Happened[]> {
  const { componentOf, parseComponent, parseTag } = await import('../../ledger/tag.ts');
  if (!text.includes('@')) return await ofComponent(ledger, parseComponent(text));
  const { tag, standing } = await ledger.show(parseTag(text));
  const components = new Set([tag, ...standing.builtOnRevoked].map(componentOf));
  const bad = new Set<Tag | undefined>(standing.builtOnRevoked);
  return (await happened(ledger, [...components])).filter(
    (one) => one.tag === tag || (one.reading.entry.kind === 'revoked' && bad.has(one.tag)),
  );
}

async function ofComponent(ledger: Ledger, component: Component): Promise<Happened[]> {
  const found = await happened(ledger, [component]);
  if (found.length > 0) return found;
  const { Refusal } = await import('../../problem/problem.ts');
  throw new Refusal({
    code: 'unknown-tag',
    message: `${component} has no tag yet`,
    hint: 'rolebake heads lists what there is',
  });
}

const row = ({ at, component, tag, reading }: Happened): string[] =>
  [at.slice(0, 16).replace('T', ' '), tag ?? component, reading.entry.kind, reading.entry.who, saidIn(reading)].map(
    visible,
  );

function saidIn(reading: EntryReading): string {
  if (reading.state === 'tag') return aboutTag(reading.entry);
  if (reading.state === 'other-kind') return 'a kind that this rolebake does not know';
  const { entry } = reading;
  return 'why' in entry ? entry.why : 'text' in entry ? entry.text : entry.channel;
}
