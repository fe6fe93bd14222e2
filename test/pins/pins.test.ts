import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { boundTeam, module, profile } from './bound.ts';
import { released, writeAll } from './registry.ts';

vi.setConfig({ testTimeout: 120_000 });

/** A git repository with a module, as a URL; `commit` gives the tag v1 to other files. */
function moduleRepo(): { url: string; commit: (word: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-module-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=Bob', '-c', 'user.email=b@example.org', ...args], {
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet');
  const commit = (word: string) => {
    writeAll(folder, module(word));
    git('add', '--all');
    git('commit', '--quiet', '--message', word);
    git('tag', '--force', '--annotate', '--message', word, 'v1');
    return git('rev-parse', 'HEAD');
  };
  return { url: `file://${folder}`, commit };
}

const problemsOf = (stdout: string) => JSON.parse(stdout).problems;

test('pins are locked once, shown with their places, and then taken from the lock', async () => {
  const { team, registry } = await boundTeam();
  const { code, stdout } = await team.try('pins');
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(
      /^module +acme\/note +1\.0\.0 +not locked +catalog\/profiles\/note\.yaml:6\ncookbook +note +2\.0\.0 +not locked +catalog\/profiles\/note\.yaml:9\n$/,
    ),
  ]);
  expect(await team.run('pins', 'lock')).toMatch(
    /^module acme\/note 1\.0\.0 is sha256:[0-9a-f]{64}\ncookbook note 2\.0\.0 is sha256:[0-9a-f]{64}\n$/,
  );
  expect(JSON.parse(team.read('rolebake.lock'))).toEqual({
    'module acme/note': { version: '1.0.0', digest: expect.stringMatching(/^sha256:/) },
    'cookbook note': { version: '2.0.0', digest: expect.stringMatching(/^sha256:/) },
  });
  const lock = team.read('rolebake.lock');
  registry.asked.length = 0;
  expect(await team.run('pins', 'lock')).toBe('all 2 are locked already\n');
  expect(registry.asked).toEqual([]);
  expect(team.read('rolebake.lock')).toBe(lock);
  expect((await team.try('pins')).code).toBe(0);
});

test('another version in the catalog asks for its lock, and what nobody pins leaves it', async () => {
  const { team, registry } = await boundTeam();
  await team.run('pins', 'lock');
  team.write(profile('{acme/note: 1.1.0}'));
  expect((await team.try('pins')).stdout).toMatch(/acme\/note +1\.1\.0 +not locked/);
  const before = team.read('rolebake.lock');
  const gone = await team.try('pins', 'lock', '--json');
  expect(gone.code).toBe(7);
  expect(problemsOf(gone.stdout)).toMatchObject([
    { code: 'unknown-pin', place: { file: 'catalog/profiles/note.yaml', line: 6 } },
  ]);
  expect(team.read('rolebake.lock')).toBe(before);
  registry.module('acme/note', '1.1.0', released('acme-note-1.1.0', module('second')));
  expect(await team.ask('pins', 'lock')).toMatchObject([
    { name: 'acme/note', change: 'changed' },
    { name: 'note', change: 'same' },
  ]);
  team.write({ 'catalog/profiles/note.yaml': 'profile: note\n' });
  expect(await team.run('pins', 'lock')).toBe('all 0 are locked already\n');
  expect(team.read('rolebake.lock')).toBe('{}\n');
});

test('a tag of git is locked to its commit: who moves it changes nothing until it is locked again', async () => {
  const repo = moduleRepo();
  const commit = repo.commit('first');
  const { team } = await boundTeam(`{acme/note: {git: "${repo.url}", ref: v1}}`);
  const [locked] = await team.ask<{ digest: string; commit: string }[]>('pins', 'lock');
  expect(locked).toMatchObject({ name: 'acme/note', commit });
  const moved = repo.commit('second');
  expect(await team.run('pins', 'lock')).toBe('all 2 are locked already\n');
  rmSync(team.path('state/archives'), { recursive: true });
  const other = await team.try('pins', 'lock', '--json');
  expect(other.code).toBe(6);
  expect(problemsOf(other.stdout)).toMatchObject([
    { code: 'pin-changed', hint: expect.stringContaining('pins lock --again') },
  ]);
  const [again] = await team.ask<{ digest: string; commit: string }[]>('pins', 'lock', '--again');
  expect(again).toMatchObject({ commit: moved, change: 'changed' });
  expect(again?.digest).not.toBe(locked?.digest);
  team.write(profile(`{acme/note: {git: "${repo.url}", ref: ${commit}}}`));
  expect((await team.ask<object[]>('pins', 'lock'))[0]).toMatchObject({ commit, digest: locked?.digest });
});

test('the same files have one digest, from a registry and from git', async () => {
  const repo = moduleRepo();
  repo.commit('first');
  const { team } = await boundTeam();
  const [byVersion] = await team.ask<{ digest: string }[]>('pins', 'lock');
  team.write(profile(`{acme/note: {git: "${repo.url}", ref: v1}}`));
  const [byGit] = await team.ask<{ digest: string }[]>('pins', 'lock');
  expect(byGit?.digest).toBe(byVersion?.digest);
});

test('what is not locked is not baked', async () => {
  const { team } = await boundTeam();
  const refused = await team.try('plan', '--json');
  expect(refused.code).toBe(3);
  expect(problemsOf(refused.stdout)).toMatchObject([
    {
      code: 'pin-not-locked',
      message: 'rolebake.lock does not say what module acme/note 1.0.0 is',
      place: { file: 'catalog/profiles/note.yaml', line: 6 },
      hint: 'rolebake pins lock, then commit rolebake.lock',
    },
  ]);
});

test('what cannot be fetched, or is not what it says, is named at the pin and nothing is written', async () => {
  const { team, registry } = await boundTeam();
  const tar = released('acme-note-1.0.0', module('first'));
  const refused = async () => {
    const { code, stdout } = await team.try('pins', 'lock', '--json');
    const [{ code: problem, message }] = problemsOf(stdout);
    return [code, problem, message];
  };
  registry.module('acme/note', '1.0.0', tar, '0'.repeat(64));
  expect(await refused()).toEqual([6, 'pin-changed', expect.stringContaining('are not those that the registry names')]);
  registry.module('acme/note', '1.0.0', tar.subarray(0, tar.length - 20));
  expect(await refused()).toEqual([3, 'unsafe-archive', expect.stringContaining('module acme/note 1.0.0')]);
  registry.answers.set('/v3/releases/acme-note-1.0.0', 503);
  expect(await refused()).toEqual([5, 'mirror-failed', expect.stringContaining('it answers 503')]);
  registry.answers.set('/v3/releases/acme-note-1.0.0', Buffer.from('<html>'));
  expect(await refused()).toEqual([5, 'mirror-failed', expect.stringContaining('/v3/releases/acme-note-1.0.0: ')]);
  registry.module('acme/note', '1.0.0', released('acme-note-1.0.0', module('first', ['puppetlabs/stdlib'])));
  expect(await refused()).toEqual([
    3,
    'missing-module',
    'role bound: module acme/note 1.0.0 needs the module puppetlabs/stdlib, which no profile of the role pins',
  ]);
  await registry[Symbol.asyncDispose]();
  expect(await refused()).toEqual([5, 'mirror-failed', expect.stringContaining('ECONNREFUSED')]);
  team.write(profile('{acme/note: {git: "file:///nowhere/at/all", ref: v1}}'));
  expect(await refused()).toEqual([4, 'git-failed', expect.stringContaining('/nowhere/at/all')]);
  expect(problemsOf((await team.try('pins', 'lock', '--json')).stdout)).toMatchObject([
    { place: { file: 'catalog/profiles/note.yaml', line: 6 } },
  ]);
  const repo = moduleRepo();
  repo.commit('first');
  team.write(profile(`{acme/note: {git: "${repo.url}", ref: v2}}`));
  expect(await refused()).toEqual([7, 'unknown-pin', expect.stringContaining('has no v2')]);
  expect(existsSync(team.path('rolebake.lock'))).toBe(false);
});

test.each([
  ['null', 'the answer has no file_uri'],
  ['{"file_uri": "http://["}', 'the answer has "http://[", which is no URL'],
])('a registry that answers %s is named', async (answer, words) => {
  const { team, registry } = await boundTeam();
  registry.answers.set('/v3/releases/acme-note-1.0.0', Buffer.from(answer));
  const { code, stderr } = await team.try('pins', 'lock');
  expect([code, stderr]).toEqual([5, expect.stringContaining(`/v3/releases/acme-note-1.0.0: ${words}`)]);
});

test('a registry may write the digest of its bytes in capitals', async () => {
  const { team, registry } = await boundTeam();
  const tar = released('acme-note-1.0.0', module('first'));
  registry.module('acme/note', '1.0.0', tar, createHash('sha256').update(tar).digest('hex').toUpperCase());
  expect(await team.run('pins', 'lock')).toContain('module acme/note 1.0.0 is sha256:');
});

test('a release that is one file and no folder is refused', async () => {
  const { team, registry } = await boundTeam();
  registry.module('acme/note', '1.0.0', execFileSync('tar', ['--create', '-C', import.meta.dirname, 'bound.ts']));
  const { code, stderr } = await team.try('pins', 'lock');
  expect([code, stderr]).toEqual([3, expect.stringContaining('module acme/note 1.0.0 does not hold one folder')]);
});

test('what a module needs is told by its owner and versions, however metadata.json is written', async () => {
  const { team, registry } = await boundTeam();
  const lock = async (dependencies: unknown) => {
    const metadata = JSON.stringify({ name: 'acme-note', version: '1.0.0', dependencies });
    registry.module('acme/note', '1.0.0', released('acme-note-1.0.0', { 'metadata.json': metadata }));
    const { code, stdout } = await team.try('pins', 'lock', '--again', '--json');
    return code === 0 ? [] : problemsOf(stdout).map(({ message, hint }: Record<string, string>) => [message, hint]);
  };
  expect(await lock([{ name: 'puppetlabs-stdlib', version_requirement: '>= 9.0.0 < 10.0.0' }])).toEqual([
    [
      'role bound: module acme/note 1.0.0 needs the module puppetlabs/stdlib, which no profile of the role pins',
      'pin puppetlabs/stdlib beside it, at a version that is >= 9.0.0 < 10.0.0',
    ],
  ]);
  for (const nothing of ['stdlib', 5, null, [null, 5, { name: 5 }, {}]]) expect(await lock(nothing)).toEqual([]);
});

test('a module without its owner is asked of the Forge in vain, which the hint says', async () => {
  const { team } = await boundTeam('{note: 1.0.0}');
  expect((await team.try('pins', 'lock')).stderr).toContain('hint: a Forge has it by its owner: OWNER/note');
});

test('a folder in the place of the lock is told as such', async () => {
  const { team } = await boundTeam();
  mkdirSync(team.path('rolebake.lock'));
  const { code, stderr } = await team.try('pins');
  expect([code, stderr]).toEqual([3, expect.stringContaining('rolebake.lock cannot be read: it is a folder')]);
});

test('who may not write to the state folder can lock', async () => {
  const { team } = await boundTeam();
  mkdirSync(team.path('state'));
  chownSync(team.folder, 65534, 65534);
  vi.stubEnv('XDG_CACHE_HOME', team.path('cache'));
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await team.tryAsNobody('pins', 'lock')).toMatchObject({ code: 0 });
  expect((await team.try('pins')).code).toBe(0);
  expect(existsSync(team.path('state/archives'))).toBe(false);
});
