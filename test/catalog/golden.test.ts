import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { rolebake, scratch } from './command.ts';
import { parseTxtar, withLast } from './txtar.ts';

/**
 * Each file of golden/ is laid over base.txt, a catalog that is right, and holds what `rolebake compile` says then.
 * ROLEBAKE_GOLDEN=update writes down what it says now.
 */
const GOLDEN = join(import.meta.dirname, 'golden');
const BASE = parseTxtar(readFileSync(join(GOLDEN, 'base.txt'), 'utf8'));
const cases = globSync('*.txt', { cwd: GOLDEN }).filter((name) => name !== 'base.txt');

test('the catalog that the wrong ones are made from is right', async () => {
  using folder = scratch(BASE);
  expect(await rolebake(folder.path, 'compile')).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(join(folder.path, 'out/puppet/site-modules/role/manifests/web.pp'))).toBe(true);
});

test.each(cases.sort())('%s: said clearly, and nothing written', async (name) => {
  const path = join(GOLDEN, name);
  const text = readFileSync(path, 'utf8');
  using folder = scratch(BASE, parseTxtar(text));
  const { code, stdout, stderr } = await rolebake(folder.path, 'compile');
  if (process.env['ROLEBAKE_GOLDEN'] === 'update') writeFileSync(path, withLast(text, 'stderr', stderr));
  expect(stderr).toBe(parseTxtar(readFileSync(path, 'utf8')).get('stderr')?.toString());
  expect(stderr).not.toMatch(/this is a bug|undefined|\[object|(?!\n)[\p{Cc}\p{Cf}]/u);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(existsSync(join(folder.path, 'out'))).toBe(false);
});

test('there are cases enough, each named in words', () => {
  expect(cases.length).toBeGreaterThanOrEqual(90);
  for (const name of cases) expect(basename(name, '.txt')).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});
