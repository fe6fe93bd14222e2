import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Contents, type Publication, publish } from '../../src/config-repo/publish.ts';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { Refusal } from '../../src/problem/problem.ts';
import { factOf } from '../ledger/build.ts';

const effects = { ...realEffects, now: () => new Date('2026-11-23T18:00:00Z') };
const author = { name: 'Ada', email: 'ada@example.com' };
const FILES = { 'generated/puppet/web.pp': 'class web {}\n', 'ledger/role/web.jsonl': '{"n":1}\n' };

let dir: string;
let repo: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rolebake-config-repo-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  repo = join(dir, 'config.git');
});

type Files = Record<string, string | Buffer>;

const contentsOf =
  (files: Files, more: Partial<Contents> = {}) =>
  async (): Promise<Contents> => ({
    files: new Map(Object.entries(files)),
    message: () => 'web: changed\n',
    ...more,
  });

function send(files: Files, { appendOnly, ...options }: Partial<Publication & Pick<Contents, 'appendOnly'>> = {}) {
  const workDir = join(dir, 'work');
  const contents = contentsOf(files, appendOnly ? { appendOnly } : {});
  return publish({ repo, branch: 'main', workDir, author, createIfMissing: true, contents, ...options }, effects);
}

function git(...args: string[]): string {
  const identity = ['-c', 'user.name=Bob', '-c', 'user.email=bob@example.com'];
  return execFileSync('git', [...identity, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trimEnd();
}

const show = (path: string) => git('-C', repo, 'cat-file', 'blob', `main:${path}`);
const listing = () => git('-C', repo, 'ls-tree', '-r', '--name-only', 'main').split('\n');

/** Commits as a person does, in a clone of their own. */
function edit(change: (clone: string) => void): void {
  const clone = mkdtempSync(join(dir, 'person-'));
  git('clone', '--quiet', repo, clone);
  change(clone);
  git('-C', clone, 'add', '--all');
  git('-C', clone, 'commit', '--quiet', '--message', 'by hand');
  git('-C', clone, 'push', '--quiet', 'origin', 'HEAD:main');
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

test('the first publish makes the repository; the same again makes no commit', async () => {
  const first = await send(FILES);
  expect(first).toMatchObject({ changed: Object.keys(FILES), unchanged: false, pushed: true });
  expect(git('-C', repo, 'log', '--format=%H %an <%ae> %at %s', 'main')).toBe(
    `${first.commit} Ada <ada@example.com> 1795456800 web: changed`,
  );
  expect(await send(FILES)).toEqual({
    ...{ commit: first.commit, changed: [], unchanged: true, pushed: false, gitTags: [] },
  });
  const clone = join(dir, 'clone');
  git('clone', '--quiet', repo, clone);
  execFileSync('sha256sum', ['--check', '--strict', '--quiet', '.rolebake-manifest'], { cwd: clone });
});

test('what rolebake wrote and writes no more is removed; files of others stay as they are', async () => {
  await send(FILES);
  edit((clone) => {
    write(join(clone, 'generated/puppet/site.pp'), 'node default {}\r\n');
    write(join(clone, 'odd \u00fc\tname'), '');
    write(join(clone, 'run.sh'), '#!/bin/sh\n');
    chmodSync(join(clone, 'run.sh'), 0o755);
    symlinkSync('/etc/passwd', join(clone, 'link'));
  });
  const others = () =>
    git('-C', repo, 'ls-tree', '-r', 'main')
      .split('\n')
      .filter((line) => /site|odd|run|link/.test(line));
  const before = others();
  const published = await send({
    'ledger/role/web.jsonl': '{"n":1}\n',
    'generated/chef/web.rb': Buffer.of(0, 255, 13, 10),
  });
  expect(published.changed).toEqual(['generated/chef/web.rb', 'generated/puppet/web.pp']);
  expect(others()).toEqual(before);
  expect(before).toHaveLength(4);
  expect(listing()).not.toContain('generated/puppet/web.pp');
});

test('a file that someone edited, removed into a link, or wrote first is not overwritten', async () => {
  await send({ ...FILES, 'generated/a': 'a\n', 'generated/gone': 'x\n' });
  edit((clone) => {
    write(join(clone, 'generated/puppet/web.pp'), 'class web { notify { mine: } }\n');
    rmSync(join(clone, 'generated/a'));
    symlinkSync('/etc/passwd', join(clone, 'generated/a'));
    write(join(clone, 'generated/new'), 'theirs\n');
    write(join(clone, 'generated/folder/file'), 'theirs\n');
    write(join(clone, 'generated/gone'), 'y\n');
  });
  const before = git('-C', repo, 'rev-parse', 'main');
  const files = { 'generated/puppet/web.pp': '', 'generated/a': '', 'generated/new': '', 'generated/folder': '' };
  const refusal = await send(files).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(Refusal);
  const { problems } = refusal as Refusal;
  expect(problems.map(({ code, message }) => [code, message.split(' ')[0]])).toEqual([
    ['foreign-file', 'generated/folder'],
    ['foreign-file', 'generated/new'],
    ['edited-file', 'generated/a'],
    ['edited-file', 'generated/puppet/web.pp'],
    ['edited-file', 'generated/gone'],
  ]);
  expect(problems[3]?.message).toContain('-class web {}\n+class web { notify { mine: } }');
  expect(git('-C', repo, 'rev-parse', 'main')).toBe(before);
  expect(
    await send({ ...FILES, 'generated/puppet/web.pp': 'class web { notify { mine: } }\n' }).catch(String),
  ).toContain('edited-file: generated/a');
});

test('a file that may only grow loses nothing that the branch holds', async () => {
  const appendOnly = (path: string) => path.startsWith('ledger/');
  await send({ 'ledger/a.jsonl': '1\n2\n' }, { appendOnly });
  await send({ 'ledger/a.jsonl': '1\n2\n3\n' }, { appendOnly });
  for (const files of [{ 'ledger/a.jsonl': '1\n2\n4\n5\n' }, { 'ledger/a.jsonl': '1\n2\n' }, {}]) {
    await expect(send(files, { appendOnly })).rejects.toThrow('ledger-conflict: ledger/a.jsonl');
  }
  expect(show('ledger/a.jsonl')).toBe('1\n2\n3');
});

test('a published ledger is whole in any clone', async () => {
  const ledger = openLedger(join(dir, 'ledger'), effects);
  for (const number of [1, 2]) {
    await ledger.append(factOf('role/web', number));
    const files = [...(await ledger.files())].map(([path, bytes]) => [`ledger/${path}`, bytes]);
    const appendOnly = (path: string) => path.startsWith('ledger/') && path !== 'ledger/HEADS';
    await send(Object.fromEntries(files), { appendOnly });
  }
  git('clone', '--quiet', repo, join(dir, 'clone'));
  const clone = openLedger(join(dir, 'clone/ledger'), effects);
  expect(await clone.inspect()).toMatchObject({ faults: [], entries: 2 });
  expect((await clone.heads()).map(({ tag }) => tag)).toEqual(['role/web@2']);
  expect(git('-C', join(dir, 'clone'), 'status', '--porcelain')).toBe('');
});

test('a lost race is replayed on top, by two publishers and a person at once', async () => {
  await send(FILES);
  let raced = false;
  const run: typeof effects.run = (command) => {
    if (command.argv.includes('push') && !raced) {
      raced = true;
      edit((clone) => write(join(clone, 'README'), 'hello\n'));
    }
    return effects.run(command);
  };
  const contents = contentsOf({ ...FILES, 'generated/b': 'b\n' }, { message: () => 'b\n' });
  const workDir = join(dir, 'other');
  const published = await publish({ repo, branch: 'main', contents, workDir, author }, { ...effects, run });
  expect(published).toMatchObject({ pushed: true, changed: ['generated/b'] });
  expect(listing()).toEqual(expect.arrayContaining(['README', 'generated/b']));
  expect(git('-C', repo, 'log', '--format=%s', 'main').split('\n')).toEqual(['b', 'by hand', 'web: changed']);

  const both = { ...FILES, 'generated/b': 'b\n', 'generated/c': 'c\n' };
  const outcomes = await Promise.all(['x', 'y', 'z'].map((name) => send(both, { workDir: join(dir, name) })));
  expect(new Set(outcomes.map(({ commit }) => commit)).size).toBe(1);
});

test('no hook, filter or alias of ours or of the repository runs, and a surrounding git does not lead astray', async () => {
  const trap = join(dir, 'sprung');
  await send(FILES);
  const hooks = join(dir, 'work/clone.git/hooks');
  for (const hook of [
    'pre-push',
    'post-checkout',
    'reference-transaction',
    'pre-auto-gc',
    'pre-commit',
    'commit-msg',
  ]) {
    write(join(hooks, hook), `#!/bin/sh\ntouch ${trap}\n`);
    chmodSync(join(hooks, hook), 0o755);
  }
  write(join(dir, 'work/clone.git/info/attributes'), '* filter=trap diff=trap\n');
  edit((clone) => write(join(clone, '.gitattributes'), '* filter=trap diff=trap text=auto eol=crlf\n'));
  git('--git-dir', join(dir, 'work/clone.git'), 'config', 'filter.trap.clean', `touch ${trap}`);
  git('--git-dir', join(dir, 'work/clone.git'), 'config', 'filter.trap.smudge', `touch ${trap}`);
  git('--git-dir', join(dir, 'work/clone.git'), 'config', 'diff.trap.textconv', `touch ${trap}`);
  git('--git-dir', join(dir, 'work/clone.git'), 'config', 'diff.trap.command', `touch ${trap}`);
  await send({ ...FILES, 'generated/crlf': 'a\r\nb\n' });
  expect(git('-C', repo, 'ls-tree', '-l', 'main', 'generated/crlf').split(/\s+/)[3]).toBe('5');
  edit((clone) => write(join(clone, 'generated/crlf'), 'mine\n'));
  await expect(send({ ...FILES, 'generated/crlf': '' })).rejects.toThrow('edited-file');
  expect(existsSync(trap)).toBe(false);
});

test.each([
  '../x',
  'a/../../x',
  '/etc/passwd',
  'C:/x',
  'c:x',
  '.git/config',
  'a/.GIT/hooks/post-checkout',
  'a/git~1/config',
  '.git /config',
  '.g\u200cit/config',
  'a\\b',
  'a//b',
  'a/',
  './a',
  '',
  'a\nb',
  'a\0b',
  '--upload-pack=x',
  'a/-rf',
  '.gitmodules',
  '.rolebake-manifest',
])('the path %j is refused before anything is written', async (path) => {
  await expect(send({ [path]: 'x' })).rejects.toThrow(/^unsafe-path: /);
  expect(git('-C', repo, 'for-each-ref')).toBe('');
});

test.each([
  ['--upload-pack=touch x', 'main'],
  ['ext::sh -c touch% x', 'main'],
  ['', 'main'],
  ['repo', '--force'],
  ['repo', 'a..b'],
  ['repo', 'main:other'],
  ['repo', 'x.lock'],
  ['repo', '+main'],
  ['repo', 'HEAD'],
])('the repository %j with branch %j is refused before git is called', async (name, branch) => {
  const run = () => Promise.reject(new Error('git was called'));
  const publication = { repo: name, branch, contents: contentsOf({}), workDir: join(dir, 'work') };
  await expect(publish(publication, { ...effects, run })).rejects.toThrow(/^unsafe-repo: /);
});

test('without a name in the settings of git it says which commands set one', async () => {
  const run: typeof effects.run = (command) =>
    effects.run({ ...command, env: { PATH: process.env['PATH'], HOME: dir, GIT_CONFIG_NOSYSTEM: '1' } });
  const publication = { repo, branch: 'main', contents: contentsOf({ a: 'a' }), workDir: join(dir, 'work') };
  const refusal = await publish({ ...publication, createIfMissing: true }, { ...effects, run }).catch(
    (error: unknown) => error,
  );
  expect((refusal as Refusal).problems).toMatchObject([
    { code: 'no-git-identity', hint: expect.stringMatching(/user.name .* user.email/) },
  ]);
});

test('a push that the server refuses, and a branch that is checked out, are told from a lost race', async () => {
  await send(FILES);
  write(join(repo, 'hooks/pre-receive'), '#!/bin/sh\necho main is protected >&2\nexit 1\n');
  chmodSync(join(repo, 'hooks/pre-receive'), 0o755);
  await expect(send({ 'generated/b': 'b' })).rejects.toThrow('push-refused');
  const checkout = join(dir, 'checkout');
  git('init', '--quiet', '--initial-branch=main', checkout);
  git('-C', checkout, 'commit', '--quiet', '--allow-empty', '--message', 'start');
  await expect(send(FILES, { repo: checkout })).rejects.toThrow(/push-refused.*checked out/);
  await expect(send(FILES, { repo: join(dir, 'none'), createIfMissing: false })).rejects.toThrow('git-failed');
});

test('a remote that hangs is given up, and leaves no process', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const url = `git://127.0.0.1:${port}/x.git`;
  await expect(send(FILES, { repo: url, timeoutSeconds: 1 })).rejects.toThrow('git-timeout: git ls-remote');
  const { stdout } = await effects.run({ argv: ['pgrep', '--full', url] });
  expect(stdout).toBe('');
});

test('many that publish first at once make one repository, and none meets half of it', async () => {
  for (let round = 0; round < 3; round++) {
    repo = join(dir, `teams/${round}/config.git`);
    const files = (name: number) => ({ [`generated/${name}`]: 'x' });
    const all = Array.from({ length: 6 }, (_, name) =>
      send(files(name), { repo: `${repo}/`, workDir: join(dir, `work-${name}`) }),
    );
    expect((await Promise.all(all)).map(({ pushed }) => pushed)).toEqual(all.map(() => true));
    expect(readdirSync(dirname(repo))).toEqual(['config.git']);
    expect(Number(git('-C', repo, 'rev-list', '--count', 'main'))).toBe(6);
  }
}, 60_000);

test('a publisher that is killed leaves a work folder that the next one can use', async () => {
  await send(FILES);
  write(join(dir, 'work/clone.git/refs/rolebake/base.lock'), '');
  edit((clone) => write(join(clone, 'README'), 'hello\n'));
  expect(await send({ ...FILES, 'generated/b': 'b' })).toMatchObject({ pushed: true });
  expect(readFileSync(join(repo, 'HEAD'), 'utf8')).toBe('ref: refs/heads/main\n');
});
