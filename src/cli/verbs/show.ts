import { contractOf } from '../../bake/image-contract.ts';
import type { Declares } from '../../catalog/applications/application.ts';
import type { TagRecord } from '../../ledger/ledger.ts';
import type { Remark } from '../../ledger/standing.ts';
import type { Cost } from '../../machines/ec2/costs/cost.ts';
import { visible } from '../problems/visible.ts';
import type { Session } from '../session.ts';
import { table } from '../table.ts';
import { tagNamed } from '../tag-named.ts';
import type { Answer, Verb } from '../verb.ts';

export const showVerb: Verb = {
  name: 'show',
  summary: 'show what a tag is: made when, by whom, from what, and what it needs at launch',
  arguments: [{ name: '<tag>', description: 'such as role/web@1, or role/web for the newest' }],
  examples: ['rolebake show role/web@1', 'rolebake show os/debian-12@1 --json'],
  run,
};

async function run(session: Session, [tag = '']: readonly string[]): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  await settleLeftovers(session);
  const record = await tagNamed(await session.ledger(), tag);
  return { data: record, text: text(record, await costRows(record.entry.details)) };
}

/** What a bake at AWS has cost. */
async function costRows({ cost }: TagRecord['entry']['details']): Promise<string[][]> {
  if (cost === undefined) return [];
  const { costText } = await import('../../bake/ec2/bake-cost.ts');
  const { unpriced = [], ...sums } = cost as Omit<Cost, 'unpriced'> & Partial<Cost>;
  return [['cost', costText({ ...sums, unpriced })]];
}

function text({ tag, entry, standing }: TagRecord, cost: readonly string[][]): string {
  const contract = contractOf(entry.details);
  const rows: string[][] = [
    ['tag', tag],
    ...(entry.formerly ?? []).map((name) => ['formerly', name]),
    ['digest', entry.digest],
    ['made', `${entry.at} by ${entry.who}`],
    ...entry.parents.map((parent) => ['from', `${parent.tag} ${parent.digest.slice(0, 19)}`]),
    ...(entry.bake
      ? [
          ['bake', `${toolOf(entry.bake)}, ${entry.bake.resources} resources in ${entry.bake.seconds} s`],
          ['key', entry.bake.key],
          ['job', entry.job],
        ]
      : []),
    ...cost.map((row) => [...row]),
    ...contract.flags.map((flag) => [
      'flag',
      `${flag.name} (${flag.type}${flag.secret ? ', secret' : ''}) ${flag.default === undefined ? 'required' : `default ${JSON.stringify(flag.default)}`}`,
    ]),
    ...declaredRows(entry.details),
    ...contract.logs.map((log) => ['log', `${log.name} ${'path' in log ? log.path : `journal of ${log.unit}`}`]),
    ...contract.serves.map((one) => [
      'serves',
      `${one.name} on port ${one.port}${one.health === undefined ? '' : `, healthy when ${one.health} answers 200`}`,
    ]),
    ...Object.entries(entry.objects ?? {}).map(([name, digest]) => [name, digest]),
    ...referenceRows(entry.references),
    ...(entry.source
      ? [['source', `commit ${entry.source.commit}${entry.source.dirty ? ', changed since' : ''}`]]
      : []),
    ...standingRows(standing),
  ];
  return table(rows);
}

/** What an application says that it takes and writes. */
function declaredRows(details: TagRecord['entry']['details']): string[][] {
  const { flags = [], logs = [] } = (details['declares'] ?? {}) as Declares;
  return [
    ...(typeof details['version'] === 'string' ? [['version', visible(details['version'])]] : []),
    ...flags.map(({ name, type, secret }) => ['takes', `${name} (${type}${secret ? ', secret' : ''})`]),
    ...logs.map((log) => ['writes', log]),
  ];
}

const referenceRows = (references: TagRecord['entry']['references'] = {}): string[][] =>
  Object.entries(references).flatMap(([provider, regions]) =>
    Object.entries(regions).map(([region, id]) => [provider, `${id} in ${region}`]),
  );

const remark = ({ text, who, at }: Remark): string => visible(`${text} (${who}, ${at})`);

/** What was said of a tag since it was given. */
function standingRows({ revoked, deprecated, channels, notes, builtOnRevoked }: TagRecord['standing']): string[][] {
  return [
    ...(revoked ? [['revoked', remark(revoked)]] : []),
    ...builtOnRevoked.map((tag) => ['built on', `${tag}, which is revoked`]),
    ...(deprecated ? [['deprecated', remark(deprecated)]] : []),
    ...channels.map((channel) => ['channel', channel]),
    ...notes.map((note) => ['note', remark(note)]),
  ];
}

const toolOf = ({ target, tool }: NonNullable<TagRecord['entry']['bake']>): string =>
  tool === undefined ? target : `${tool.name} ${tool.version}`;
