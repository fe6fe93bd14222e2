import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MANIFEST } from '../../src/compile/manifest.ts';
import { SmallCatalog } from '../compile/small-catalog.ts';

const MAIN = join(import.meta.dirname, '../../bin/rolebake.cjs');
const ROLES = 40;

let catalog: SmallCatalog;
beforeEach(async () => {
  catalog = new SmallCatalog(mkdtempSync(join(tmpdir(), 'rolebake-killed-')));
  catalog.start();
  catalog.write('rolebake.yaml', 'cache: cache\n');
  for (let index = 0; index < ROLES; index++)
    catalog.write(`catalog/roles/thin_a${index}.yaml`, `role: thin_a${index}\nextends: [common]\n`);
  expect(await compiled()).toEqual([0, '']);
});
afterEach(() => rmSync(catalog.folder, { recursive: true, force: true }));

const start = (...argv: string[]) =>
  spawn(process.execPath, [MAIN, 'compile', ...argv], { cwd: catalog.folder, stdio: ['ignore', 'ignore', 'pipe'] });

async function compiled(...argv: string[]): Promise<unknown> {
  const child = start(...argv);
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  return [code, said.replace('waiting for another compile of this catalog\n', '')];
}

const isWriting = (): boolean =>
  existsSync(catalog.at(`generated/${MANIFEST}`)) &&
  readFileSync(catalog.at(`generated/${MANIFEST}`), 'utf8').includes('# A write that has not ended');

/** For half a dozen processes in turn. */
const timeout = 90_000;

test('a compile of some roles that is killed while it writes is finished by the next', { timeout }, async () => {
  catalog.trait('killed');
  const child = start();
  const ended = once(child, 'exit');
  while (!isWriting() && child.exitCode === null) await setImmediate();
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
  catalog.trait('after');
  expect(await compiled()).toEqual([0, '']);
  expect(await compiled('--check')).toEqual([0, '']);
  expect(catalog.read('generated/puppet/data/role/thin_a7.yaml')).toContain('after');
});

test('compiles at once, each of a change of its own, leave what one compile would', { timeout }, async () => {
  const running: Promise<unknown>[] = [];
  for (const [index, name] of ['web', 'worker', 'db'].entries()) {
    catalog.role(name, `word${index}`);
    running.push(compiled());
  }
  catalog.trait('last');
  running.push(compiled());
  expect(await Promise.all(running)).toEqual(running.map(() => [0, '']));
  expect(await compiled('--check')).toEqual([0, '']);
});
