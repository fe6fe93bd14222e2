import type { TagRecord } from '../../ledger/ledger.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { aboutTag, marksOf } from '../tag-marks.ts';
import { type Answer, listOption, type Options, type Verb } from '../verb.ts';

/** A row of a list of tags: name, when, short digest, what it was made of, and what must be known of it. */
export const tagRow = ({ tag, entry, standing }: TagRecord, marks: readonly string[] = []): string[] => [
  tag,
  entry.at.slice(0, 16).replace('T', ' '),
  entry.digest.slice(0, 19),
  aboutTag(entry),
  [...marksOf(standing), ...marks].join(', '),
];

const WHERE =
  'only tags that fit: revoked, deprecated, built-on-revoked, head, channel=, since=DATE, before=DATE, who=, job=, key=, digest=, commit=, target=, parent=, built-on=, package=NAME or NAME@VERSION; "not CONDITION" turns one round';

export const tagsVerb: Verb = {
  name: 'tags',
  summary: 'list the tags of a stream, or of all, that fit every condition',
  arguments: [{ name: '[stream]', description: 'os, app or role, or one component such as role/web' }],
  options: [
    {
      flags: '--where <condition>',
      description: WHERE,
      repeated: true,
    },
  ],
  examples: [
    'rolebake tags',
    'rolebake tags role/web',
    'rolebake tags role --where channel=stable --where "not revoked"',
    'rolebake tags --where since=2026-03-01 --where before=2026-04-01',
    'rolebake tags role --where package=openssl@3.0.15-1~deb12u1',
    'rolebake tags --where built-on=os/debian-12@3 --json',
  ],
  run,
};

async function run(session: Session, [stream]: readonly string[], options: Options): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  const { selected } = await import('../where.ts');
  await settleLeftovers(session);
  if (stream !== undefined) await refuseNoName(stream);
  const ledger = await session.ledger();
  const view = await ledger.view();
  const inStream = view.tags(
    (component) => stream === undefined || component === stream || component.startsWith(`${stream}/`),
  );
  const conditions = listOption(options, 'where');
  const wanted = await selected(inStream, conditions, { view, ledger });
  return {
    data: wanted,
    text: wanted.length > 0 ? table(wanted.map((record) => tagRow(record))) : none(stream, conditions),
  };
}

/** Refuses what no tag can be of, such as the name of a role alone. */
async function refuseNoName(text: string): Promise<void> {
  const { isComponent, STREAMS } = await import('../../ledger/tag.ts');
  if (isComponent(text) || STREAMS.some((stream) => stream === text)) return;
  const { suggest } = await import('../../catalog/nearest.ts');
  const { Refusal } = await import('../../problem/problem.ts');
  const hint = isComponent(`role/${text}`) ? `a stream such as role, or role/${text}` : suggest(text, STREAMS);
  throw new Refusal({ code: 'invalid-tag', message: `"${text}" is no stream and no component`, hint });
}

function none(stream: string | undefined, conditions: readonly string[]): string {
  if (conditions.length > 0) return `no tags${stream === undefined ? '' : ` of ${stream}`} fit`;
  return stream === undefined ? 'no tags yet; the first one: rolebake os update' : `no tags of ${stream}`;
}
