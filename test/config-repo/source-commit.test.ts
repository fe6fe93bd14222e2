import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { sourceCommit } from '../../src/config-repo/source-commit.ts';
import { runProcess } from '../../src/host/processes.ts';

let dir: string;

const git = (...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@example.org', ...argv], { cwd: dir })
    .toString()
    .trim();
const write = (path: string, text: string) => writeFileSync(join(dir, path), text);
const source = () => sourceCommit(runProcess, join(dir, 'catalog'), [join(dir, 'catalog'), join(dir, 'generated')]);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rolebake-source-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const folder of ['catalog', 'generated', 'ledger']) mkdirSync(join(dir, folder));
  git('init', '--quiet', '-b', 'main');
  write('catalog/web.yaml', 'role: web\n');
});

const committed = () => {
  git('add', 'catalog');
  git('commit', '--quiet', '-m', 'first');
  return git('rev-parse', 'HEAD');
};

test('the commit, and whether the catalog or what is generated differs from it', async () => {
  expect(await source()).toBeUndefined();
  const commit = committed();
  write('ledger/HEADS', 'moves with every bake\n');
  expect(await source()).toEqual({ commit, dirty: false });
  write('generated/web.pp', 'class web {}\n');
  expect(await source()).toEqual({ commit, dirty: true });
  write('.gitignore', 'generated/\n');
  expect(await source()).toEqual({ commit, dirty: false });
  write('catalog/web.yaml', 'role: web2\n');
  expect(await source()).toEqual({ commit, dirty: true });
});

test('in a work tree of several; and without a repository there is none', async () => {
  const commit = committed();
  git('worktree', 'add', '--quiet', '--detach', 'other');
  const other = join(dir, 'other/catalog');
  expect(await sourceCommit(runProcess, other, [other])).toEqual({ commit, dirty: false });
  rmSync(join(dir, '.git'), { recursive: true });
  expect(await source()).toBeUndefined();
});

test('no filter, hook or monitor of the repository runs, whoever owns it', async () => {
  committed();
  const trap = (name: string) => `touch ${join(dir, name)}; cat`;
  git('config', 'filter.trap.clean', trap('clean-ran'));
  git('config', 'filter.trap.process', trap('process-ran'));
  git('config', 'filter.trap.required', 'true');
  git('config', 'core.fsmonitor', trap('monitor-ran'));
  write('.gitattributes', '*.yaml filter=trap\n');
  write('catalog/web.yaml', 'role: eve\n');
  execFileSync('chown', ['-R', '65534', dir]);
  expect(await source()).toMatchObject({ dirty: true });
  for (const name of ['clean-ran', 'process-ran', 'monitor-ran']) expect(existsSync(join(dir, name)), name).toBe(false);
});
