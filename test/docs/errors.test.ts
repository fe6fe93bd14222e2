import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { PROBLEM_CODES, type ProblemCode } from '../../src/problem/codes.ts';
import { rolebake, scratch } from '../catalog/command.ts';
import { parseTxtar } from '../catalog/txtar.ts';
import { blocksOf, commandsOf, filesOf, page, ROOT } from './page.ts';

/** The catalog that the examples of the pages are laid over. */
const BASE = parseTxtar(page('test/catalog/golden/base.txt'));
const CODES: readonly ProblemCode[] = Object.values(PROBLEM_CODES).flat();
/** What a person can get wrong can be shown at once; the rest would need a machine, a full disk, a broken network. */
const SHOWN: readonly ProblemCode[] = [...PROBLEM_CODES.usage, ...PROBLEM_CODES.input, ...PROBLEM_CODES.missing];

/** Where a page's commands run, as it is shown. */
const HOME = '/home/ann/shop';
const SETTINGS = `state: state\nnetwork: 10.98.${process.pid % 256}.0/24\n`;

test('docs/errors.md is the list of the pages in docs/errors', () => {
  execFileSync(process.execPath, ['scripts/error-index.ts', '--check'], { cwd: ROOT });
});

test('every problem code has its page, and every page a code', () => {
  const pages = globSync('docs/errors/*.md', { cwd: ROOT }).map((path) => basename(path, '.md'));
  expect(pages.sort()).toEqual([...CODES].sort());
});

test.each(CODES)('docs/errors/%s.md says what it means, shows it, and says what to do', (code) => {
  const text = page(`docs/errors/${code}.md`);
  expect(text).toMatch(new RegExp(`^# ${code}\n\n\\S`));
  expect(text).toContain('\n## What to do\n');
  expect(text).toContain(`error[${code}]`);
  expect(text.split('\n').length).toBeLessThan(70);
});

const withExample = CODES.filter((code) => commandsOf(page(`docs/errors/${code}.md`)).length > 0);

test('what an author can get wrong is shown by an example that runs', () => {
  const cannot = ['unsafe-path', 'plain-secret', 'unknown-image', 'missing-module', 'unknown-pin'];
  expect(SHOWN.filter((code) => !withExample.includes(code) && !cannot.includes(code))).toEqual([]);
});

/** ROLEBAKE_GOLDEN=update writes down what the commands say now. */
test.each(withExample)('the example of docs/errors/%s.md says so', async (code) => {
  const path = join(ROOT, `docs/errors/${code}.md`);
  const before = readFileSync(path, 'utf8');
  const after = await withAnswers(before);
  if (process.env['ROLEBAKE_GOLDEN'] === 'update') writeFileSync(path, after);
  expect(after).toBe(readFileSync(path, 'utf8'));
  expect(commandsOf(after).at(-1)?.code).toBe(exitCodeOf([{ code, message: '' }]));
});

/** The page with what its commands really say when they fail, one after the other in a folder with its files. */
async function withAnswers(text: string): Promise<string> {
  const files = new Map(Object.entries(filesOf(text)).map(([path, body]) => [path, Buffer.from(body)]));
  const settings = `${files.get('rolebake.yaml') ?? BASE.get('rolebake.yaml')}${SETTINGS}`;
  using folder = scratch(BASE, files, new Map([['rolebake.yaml', Buffer.from(settings)]]));
  let told = text;
  for (const block of blocksOf(text).filter(({ language }) => language === 'console')) {
    const lines = block.text.split('\n').filter((line) => line.startsWith('$ '));
    const commands = commandsOf(`\`\`\`console ${block.words.join(' ')}\n${block.text}\`\`\``);
    let said = '';
    for (const [index, { words, code }] of commands.entries())
      said += `${lines[index]}\n${await answer(folder.path, words, code)}`;
    told = told.replace(block.text, () => said);
  }
  return told;
}

async function answer(folder: string, [program = '', ...argv]: readonly string[], code: number): Promise<string> {
  if (program !== 'rolebake') return execFileSync(program, argv, { cwd: folder, encoding: 'utf8' });
  const said = await rolebake(folder, ...argv);
  expect(said.code, said.stderr).toBe(code);
  return code === 0 ? '' : said.stderr.replaceAll(folder, HOME).replace(/\b\d+ files in/, 'N files in');
}
