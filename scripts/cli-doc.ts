import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main as rolebake } from '../src/cli/program.ts';
import type { Terminal } from '../src/cli/terminal.ts';
import { VERBS } from '../src/cli/verbs/index.ts';

const PAGE = join(import.meta.dirname, '../docs/cli.md');
const BEGIN = '<!-- The help texts: made by node scripts/cli-doc.ts, changed in src/cli/verbs -->';
const END = '<!-- The end of the help texts -->';

/** What a command line prints on standard output, 80 columns wide and without colours. */
async function printed(...argv: readonly string[]): Promise<string> {
  let text = '';
  const out = (piece: string) => {
    text += piece;
  };
  const terminal: Terminal = {
    out,
    err: out,
    live: false,
    columns: 80,
    rows: 24,
    unicode: true,
    paint: (_tone, plain) => plain,
  };
  await rolebake(argv, terminal);
  return text.trimEnd();
}

const section = async (title: string, ...argv: readonly string[]): Promise<string> =>
  `## ${title}\n\n\`\`\`text\n${await printed(...argv, '--help')}\n\`\`\`\n`;

/** The page with the help of every verb between its markers. */
async function current(page: string): Promise<string> {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/cli.md lacks its markers: ${BEGIN} and ${END}`);
  const sections = [await section('rolebake')];
  for (const { name } of VERBS) sections.push(await section(`rolebake ${name}`, ...name.split(' ')));
  return `${before}${BEGIN}\n\n${sections.join('\n')}\n${END}${after}`;
}

/** `node scripts/cli-doc.ts` brings docs/cli.md up to date; with `--check` it only says whether it is. */
async function main(check: boolean): Promise<number> {
  const before = readFileSync(PAGE, 'utf8');
  const after = await current(before);
  if (before === after) return 0;
  if (!check) writeFileSync(PAGE, after);
  process.stdout.write(check ? 'not current: docs/cli.md (node scripts/cli-doc.ts)\n' : 'wrote docs/cli.md\n');
  return check ? 1 : 0;
}

process.exitCode = await main(process.argv.includes('--check'));
