import type { TagRecord } from '../../ledger/ledger.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { marksOf } from '../tag-marks.ts';
import type { Answer, Verb } from '../verb.ts';

/** A row of a list of tags: name, when, short digest, what it was made of, and what must be known of it. */
export const tagRow = ({ tag, entry, standing }: TagRecord, marks: readonly string[] = []): string[] => [
  tag,
  entry.at.slice(0, 16).replace('T', ' '),
  entry.digest.slice(0, 19),
  aboutTag(entry),
  [...marksOf(standing), ...marks].join(', '),
];

const aboutTag = (entry: TagRecord['entry']): string => {
  if (entry.bake) return `${entry.bake.target}, on ${entry.parents.map((parent) => parent.tag).join(' + ')}`;
  const { version, packages } = entry.details;
  return version !== undefined ? `version ${version}` : packages !== undefined ? `${packages} packages` : '';
};

export const tagsVerb: Verb = {
  name: 'tags',
  summary: 'list the tags of a stream, or of all',
  arguments: [{ name: '[stream]', description: 'os, app or role, or one component such as role/web' }],
  examples: ['rolebake tags', 'rolebake tags role/web', 'rolebake tags os --json'],
  run,
};

async function run(session: Session, [stream]: readonly string[]): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  await settleLeftovers(session);
  const all = await (await session.ledger()).tags();
  const wanted = all.filter(
    ({ tag, entry }) => stream === undefined || entry.stream === stream || tag.startsWith(`${stream}@`),
  );
  const empty = stream === undefined ? 'no tags yet; the first one: rolebake os update' : `no tags of ${stream}`;
  return { data: wanted, text: wanted.length === 0 ? empty : table(wanted.map((record) => tagRow(record))) };
}
