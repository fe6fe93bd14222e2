import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

let folder: string;
let child: ChildProcess;
let said = '';

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolebake-watch-'));
  cpSync(join(ROOT, 'examples/shop/catalog'), join(folder, 'catalog'), { recursive: true });
  writeFileSync(join(folder, 'rolebake.yaml'), 'catalog: catalog\ncache: cache\n');
  said = '';
  child = spawn(process.execPath, [join(ROOT, 'src/cli/main.ts'), 'compile', '--watch'], { cwd: folder });
  child.stderr?.on('data', (data) => {
    said += data;
  });
  await until(/changed, \d+ ms/);
});
afterEach(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Waits for words on standard error, and forgets what was said so far. */
async function until(words: RegExp): Promise<void> {
  while (!words.test(said)) await sleep(5);
  said = '';
}

const edit = (path: string, from: string, to: string) => {
  const file = join(folder, 'catalog', path);
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
};
const read = (path: string) => readFileSync(join(folder, 'generated', path), 'utf8');

test('compile --watch writes what a change gives, tells what is wrong, goes on, and ends when it is interrupted', async () => {
  edit('roles/web.yaml', "The shop's pages", 'Seen while watching');
  await until(/ [1-9]\d* changed/);
  expect(read('puppet/site-modules/role/manifests/web.pp')).toContain('Seen while watching');
  edit('roles/web.yaml', 'role: web', 'rolle: web');
  await until(/unknown key rolle/);
  edit('roles/web.yaml', 'rolle: web', 'role: web');
  await until(/ 0 changed/);
  writeFileSync(join(folder, 'catalog/roles/more.yaml'), 'role: more\nextends: [web]\n');
  await until(/3 roles.* [1-9]\d* changed/);
  rmSync(join(folder, 'catalog/roles/more.yaml'));
  await until(/2 roles.* [1-9]\d* changed/);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
