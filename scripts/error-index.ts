import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodeOf } from '../src/cli/exit-code.ts';
import { errorPage } from '../src/cli/problems/error-page.ts';
import { PROBLEM_CODES } from '../src/problem/codes.ts';

const PAGE = join(import.meta.dirname, '../docs/errors.md');
const BEGIN =
  '<!-- The codes: made by node scripts/error-index.ts from src/problem/codes.ts and docs/errors/CODE.md -->';

const TITLES: Readonly<Record<keyof typeof PROBLEM_CODES, string>> = {
  usage: 'the command line',
  input: 'what a person wrote',
  host: 'this host',
  machine: 'a machine',
  integrity: 'stored data',
  missing: 'no such thing',
  stopped: 'stopped',
};

function section(family: keyof typeof PROBLEM_CODES): string {
  const codes = PROBLEM_CODES[family];
  const rows = codes.map((code) => `| [\`${code}\`](errors/${code}.md) | ${errorPage(code).meaning} |`);
  const exit = exitCodeOf([{ code: codes[0], message: '' }]);
  return `## Exit code ${exit}: ${TITLES[family]}\n\n| code | it means |\n|---|---|\n${rows.join('\n')}\n`;
}

/** `node scripts/error-index.ts` brings docs/errors.md up to date; with `--check` it only says whether it is. */
function main(check: boolean): number {
  const before = readFileSync(PAGE, 'utf8');
  const families = Object.keys(PROBLEM_CODES) as (keyof typeof PROBLEM_CODES)[];
  const after = `${before.split(BEGIN)[0]}${BEGIN}\n\n${families.map(section).join('\n')}`;
  if (before === after) return 0;
  if (!check) writeFileSync(PAGE, after);
  process.stdout.write(
    check ? 'not current: docs/errors.md (node scripts/error-index.ts)\n' : 'wrote docs/errors.md\n',
  );
  return check ? 1 : 0;
}

process.exitCode = main(process.argv.includes('--check'));
