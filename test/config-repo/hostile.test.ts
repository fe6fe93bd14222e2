import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { publish } from '../../src/config-repo/publish.ts';
import { pull } from '../../src/config-repo/pull.ts';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { Refusal } from '../../src/problem/problem.ts';
import { factOf } from '../ledger/build.ts';

const author = { name: 'Ada', email: 'ada@example.com' };

let dir: string;
let repo: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rolebake-hostile-repo-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  repo = join(dir, 'config.git');
});

/** Runs commands with these settings as those of the user. */
const effectsWith = (settings: string) => {
  write(join(dir, 'home/.gitconfig'), settings);
  const env = { ...process.env, HOME: join(dir, 'home'), XDG_CONFIG_HOME: join(dir, 'home/xdg') };
  return {
    ...realEffects,
    run: (command: Parameters<typeof realEffects.run>[0]) => realEffects.run({ env, ...command }),
  };
};

function send(files: Record<string, string>, to = repo, effects = realEffects, timeoutSeconds = 60) {
  const contents = async () => ({ files: new Map(Object.entries(files)), message: () => 'changed\n' });
  const place = { repo: to, branch: 'main', workDir: join(dir, 'work') };
  return publish({ ...place, contents, author, createIfMissing: true, timeoutSeconds }, effects);
}

function write(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
}

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Bob', '-c', 'user.email=b@example.com', ...args], {
    encoding: 'utf8',
    stdio: 'pipe',
  });

const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.catch((caught: unknown) => caught);
  if (!(error instanceof Refusal)) throw new Error(`no refusal: ${error}`);
  return `${error.problems[0]?.code}: ${error.problems[0]?.message} hint: ${error.problems[0]?.hint}`;
};

test.each(['ssh://-oProxyCommand=touch%20SPRUNG/x', '-oProxyCommand=touch SPRUNG:x', 'https://good.example/x'])(
  'the repository %j runs nothing',
  async (url) => {
    const trap = join(dir, 'sprung');
    const program = `ext::sh -c touch% ${trap}% `;
    const effects = effectsWith(
      `[url "${program}"]\n\tinsteadOf = https://good.example/\n[protocol "ext"]\n\tallow = always\n`,
    );
    expect(await refusal(send({ a: 'a' }, url.replace('SPRUNG', trap), effects))).toMatch(
      /^(git-failed|unsafe-repo): /,
    );
    expect(existsSync(trap)).toBe(false);
  },
);

test('a transport that hangs is given up with its ssh, and the next publish works', async () => {
  const mark = join(dir, 'hangs');
  write(mark, '#!/bin/sh\nsleep 1000\n', 0o755);
  const effects = effectsWith(`[core]\n\tsshCommand = ${mark}\n`);
  const told = await refusal(send({ a: 'a' }, 'ssh://git@host.example/x.git', effects, 1));
  expect(told).toContain('git-timeout: git ls-remote did not end within 1 s');
  expect((await realEffects.run({ argv: ['pgrep', '--full', mark] })).stdout).toBe('');
  expect(await send({ a: 'a' })).toMatchObject({ pushed: true });
});

test('the words of ssh, whose lines end with a carriage return, are shown as lines', async () => {
  const mark = join(dir, 'speaks');
  write(mark, '#!/bin/sh\nprintf "Permission denied.\\r\\n" >&2\nexit 255\n', 0o755);
  const said = await refusal(send({ a: 'a' }, 'ssh://h/x', effectsWith(`[core]\n\tsshCommand = ${mark}\n`)));
  expect(said).toContain('Permission denied.\nfatal: ');
});

test('a lock that a dead git left in the repository is said as such, soon', async () => {
  await send({ a: 'a' });
  write(join(repo, 'refs/heads/main.lock'), '');
  expect(await refusal(send({ a: 'b' }))).toMatch(
    /^push-refused: .*nobody has pushed to main: .*update ref.* hint: .*\.lock/,
  );
  rmSync(join(repo, 'refs/heads/main.lock'));
  expect(await send({ a: 'b' })).toMatchObject({ pushed: true });
});

test('what a server says controls no terminal', async () => {
  await send({ a: 'a' });
  write(join(repo, 'hooks/pre-receive'), '#!/bin/sh\nprintf "\\033[2J\\033]0;owned\\007no\\n" >&2\nexit 1\n', 0o755);
  const told = await refusal(send({ a: 'b' }));
  expect(told).toContain('pre-receive hook declined');
  expect(told.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('files of others keep names that are no text, modes, links and submodules', async () => {
  await send({ 'puppet/a': 'a', 'puppet/b': 'b' });
  const work = join(dir, 'person');
  git('clone', '--quiet', repo, work);
  writeFileSync(Buffer.concat([Buffer.from(`${work}/odd-`), Buffer.of(0xff, 0x0a, 0x22)]), 'odd\r\n');
  write(join(work, 'puppet/run.sh'), '#!/bin/sh\r\n', 0o755);
  git('-C', work, 'add', '--all');
  const commit = git('-C', work, 'rev-parse', 'HEAD').trim();
  git('-C', work, 'update-index', '--add', '--cacheinfo', `160000,${commit},module`);
  git('-C', work, 'commit', '--quiet', '--message', 'theirs');
  git('-C', work, 'push', '--quiet', 'origin', 'HEAD:main');
  const others = () =>
    git('-C', repo, 'ls-tree', '-r', 'main')
      .split('\n')
      .filter((line) => /odd|run|module/.test(line));
  const before = others();
  expect(before).toHaveLength(3);
  await send({ 'puppet/a': 'changed' });
  expect(others()).toEqual(before);
});

test('a ledger that someone put links or odd files into is taken without them, or refused', async () => {
  const ledger = openLedger(join(dir, 'theirs'), realEffects);
  await ledger.append(factOf('role/web', 1));
  const files = [...(await ledger.files())].map(([path, bytes]) => [`ledger/${path}`, bytes.toString()]);
  await send(Object.fromEntries(files));
  const work = join(dir, 'person');
  git('clone', '--quiet', repo, work);
  write(join(work, 'ledger/README'), 'hello\n');
  write(join(work, 'ledger/.state/intent'), '{}\n');
  const commit = () => {
    git('-C', work, 'add', '--all', '--force');
    git('-C', work, 'commit', '--quiet', '--message', 'theirs');
    git('-C', work, 'push', '--quiet', 'origin', 'HEAD:main');
  };
  commit();
  const ours = openLedger(join(dir, 'ours'), realEffects);
  const place = { repo, branch: 'main', workDir: join(dir, 'pulls') };
  expect(await pull(place, ours, realEffects)).toEqual({ renamed: [], taken: 1 });
  expect(readdirSync(join(dir, 'ours'))).not.toContain('README');
  rmSync(join(work, 'ledger/role/web.jsonl'));
  execFileSync('ln', ['-s', '/etc/passwd', join(work, 'ledger/role/web.jsonl')]);
  commit();
  expect(await refusal(pull(place, ours, realEffects))).toMatch(
    /^ledger-conflict: role\/web.jsonl .* has lost entries/,
  );
  const fresh = openLedger(join(dir, 'fresh'), realEffects);
  const elsewhere = { ...place, workDir: join(dir, 'fresh-work') };
  expect(await refusal(pull(elsewhere, fresh, realEffects))).toMatch(
    /^ledger-damaged: in the config repo: role\/web.jsonl/,
  );
  expect(await fresh.heads()).toEqual([]);
});

test('a damaged clone of rolebake itself is said to be that', async () => {
  await send({ a: 'a' });
  writeFileSync(join(dir, 'work/clone.git/HEAD'), '');
  const told = await refusal(send({ a: 'b' }));
  expect(told).toContain(`rm -r ${join(dir, 'work/clone.git')}`);
  rmSync(join(dir, 'work/clone.git'), { recursive: true });
  expect(await send({ a: 'b' })).toMatchObject({ pushed: true });
});
