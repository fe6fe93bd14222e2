import { resolve } from 'node:path';
import type { Lineage } from '../../ledger/lineage.ts';
import type { Session } from '../session.ts';
import { type Answer, numberOption, type Options, textOption, type Verb } from '../verb.ts';

export const lineageVerb: Verb = {
  name: 'lineage',
  summary: 'show what a tag was made from, down to the operating system, and what is built on it',
  arguments: [{ name: '<tag>', description: 'such as role/web@1, or role/web for the newest' }],
  options: [
    {
      flags: '--format <format>',
      description: 'how to show it',
      choices: ['tree', 'dot', 'mermaid', 'svg'],
      default: 'tree',
    },
    { flags: '--depth <levels>', description: 'at most so many levels up and down; default: 1000' },
    { flags: '-o, --output <file>', description: 'where to; default: standard output' },
  ],
  examples: [
    'rolebake lineage role/web@1',
    'rolebake lineage os/debian-12@3 --depth 1',
    'rolebake lineage os/debian-12@3 --format svg --output lineage.svg',
    'rolebake lineage role/web --format dot | dot -Tpng > lineage.png',
  ],
  run,
};

async function run(session: Session, [name = '']: readonly string[], options: Options): Promise<Answer> {
  const { settleLeftovers } = await import('../leftovers.ts');
  const { lineageOf } = await import('../../ledger/lineage.ts');
  const { tagNamed } = await import('../tag-named.ts');
  await settleLeftovers(session);
  const depth = textOption(options, 'depth') === undefined ? undefined : numberOption(options, 'depth', DEPTH);
  const ledger = await session.ledger();
  const { tag } = await tagNamed(ledger, name);
  const lineage = lineageOf(await ledger.view(), tag, depth ?? MOST_LEVELS);
  const text = await drawn(lineage, textOption(options, 'format') ?? 'tree');
  const output = textOption(options, 'output');
  if (output === undefined) return { data: { tag, tags: lineage.records, edges: lineage.edges }, text };
  const { writeOutput } = await import('../output-file.ts');
  await writeOutput([Buffer.from(text)], resolve(session.cwd, output), session.effects);
  return { data: { tag, output }, text: `${output} shows ${lineage.records.length} tags` };
}

/** A line of data sets can be long. */
const MOST_LEVELS = 1_000;
const DEPTH = { flag: '--depth', unit: 'levels', most: 4, example: 2 };

async function drawn(lineage: Lineage, format: string): Promise<string> {
  if (format === 'dot') return (await import('../lineage/dot.ts')).lineageDot(lineage);
  if (format === 'mermaid') return (await import('../lineage/mermaid.ts')).lineageMermaid(lineage);
  if (format === 'svg') return (await import('../lineage/svg.ts')).lineageSvg(lineage);
  return (await import('../lineage/tree.ts')).lineageTree(lineage);
}
