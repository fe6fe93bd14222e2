import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WHERE_FORMS } from '../../src/ledger/where.ts';
import { sayings, stockedTeam } from './stocked.ts';
import type { Team } from './team.ts';

let team: Team;
let run: ReturnType<typeof sayings>['run'];
let tried: ReturnType<typeof sayings>['tried'];
let ask: ReturnType<typeof sayings>['ask'];

beforeAll(async () => {
  team = await stockedTeam();
  ({ run, tried, ask } = sayings(team));
  await run('deprecate', 'role/web@1', '--why', 'old');
  await run('revoke', 'app/shop@1', '--why', 'bad');
});

afterAll(async () => await team?.end());

const tags = async (...argv: string[]) => (await ask<{ tag: string }[]>('tags', ...argv)).map(({ tag }) => tag);
const heads = async (...argv: string[]) => (await ask<{ tag: string }[]>('heads', ...argv)).map(({ tag }) => tag);
const where = (...conditions: string[]) => tags(...conditions.flatMap((one) => ['--where', one]));

test.each<[string[], string[]]>([
  [['revoked'], ['app/shop@1']],
  [['head'], ['app/shop@2', 'os/debian-12@2', 'role/web@3']],
  [['channel=stable'], ['role/web@1', 'role/web@2']],
  [['channel=stable', 'not deprecated'], ['role/web@2']],
  [['built-on-revoked'], ['role/web@1', 'role/web@2']],
  [
    ['since=2026-03-01', 'before=2026-04-01'],
    ['os/debian-12@2', 'role/web@2'],
  ],
  [['since=2026-03-01T12:00:00Z', 'before=2026-03-01T14:00+02:00'], []],
  [['before=2026-01-02'], ['app/shop@1', 'os/debian-12@1']],
  [['parent=os/debian-12@2'], ['role/web@2', 'role/web@3']],
  [['parent=os/debian-12'], ['role/web@1', 'role/web@2', 'role/web@3']],
  [['built-on=app/shop@2'], ['role/web@3']],
  [['package=zlib1g'], ['os/debian-12@2', 'role/web@2', 'role/web@3']],
  [['package=openssl@3.0.14-1'], ['os/debian-12@1', 'role/web@1']],
  [['not package=nginx'], ['app/shop@1', 'app/shop@2']],
  [['who=ci@build', 'target=puppet', 'job=bake-2'], ['role/web@2']],
  [['commit=0'], []],
])('tags --where %j', async (conditions, expected) => {
  expect(await where(...conditions)).toEqual(expected);
});

test('a key or digest is told by how it begins', async () => {
  const { entry } = (await ask('show', 'role/web@2')) as { entry: { digest: string; bake: { key: string } } };
  expect(await where(`digest=${entry.digest}`)).toEqual(['role/web@2']);
  expect(await where(`key=${entry.bake.key.slice(7, 17)}`)).toEqual(['role/web@2']);
});

test.each([
  ['chanel=stable', 'did you mean channel=?'],
  ['channel', 'did you mean channel=?'],
  ['not channel= ', 'channel= has no value\n  hint: channel=VALUE'],
  ['revoked=yes', 'did you mean revoked?'],
  ['since=2026-02-30', 'is not a date'],
  ['since=yesterday', 'is not a date'],
  ['constructor', 'known: '],
  ['not', 'known: '],
  ['', 'known: '],
])('the condition %j is refused', async (condition, words) => {
  const { code, stderr } = await tried('tags', '--where', condition);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});

test('a word that no tag can be of is refused, not answered with none', async () => {
  expect(await tried('tags', 'web')).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringMatching(
      /"web" is no stream and no component\n {2}hint: a stream such as role, or role\/web\n/,
    ),
  });
  expect(await run('tags', 'data')).toBe('no tags of data\n');
  expect(await run('tags', 'role/none')).toBe('no tags of role/none\n');
});

test('before the first tag there was none', async () => {
  expect(await run('heads', '--at', '2001-01-01')).toBe('no tags at 2001-01-01\n');
});

test('help names every condition, and no tags fit where none do', async () => {
  const help = (await tried('tags', '--help')).stdout.replaceAll(/\s+/g, ' ');
  for (const form of WHERE_FORMS) expect(help).toContain(form);
  expect(await run('tags', 'role', '--where', 'channel=canary')).toBe('no tags of role fit\n');
});

test('heads of a channel, and what they are behind', async () => {
  expect(await heads('--channel', 'stable')).toEqual(['role/web@2']);
  expect(await run('heads', '--channel', 'stable')).toMatch(
    / built on revoked app\/shop@1, stable, behind app\/shop@2$/m,
  );
  expect(await run('heads', '--channel', 'canary')).toBe('no tag is in canary\n');
  expect((await tried('heads', '--channel', 'A')).code).toBe(2);
});

test('heads at a moment of the past: neither later tags nor later facts are there', async () => {
  expect(await heads('--at', '2026-01-01')).toEqual([]);
  expect(await heads('--at', '2026-03-01')).toEqual(['app/shop@1', 'os/debian-12@1', 'role/web@1']);
  expect(await heads('--at', '2026-03-01T12:00Z')).toEqual(['app/shop@1', 'os/debian-12@2', 'role/web@2']);
  expect(await run('heads', '--at', '2026-03-02')).not.toContain('revoked');
  expect(await heads('--channel', 'stable', '--at', '2026-03-01')).toEqual(['role/web@1']);
  expect(await heads('--channel', 'stable', '--at', '2026-03-06')).toEqual(['role/web@2']);
  expect((await tried('heads', '--at', '2026-13-01')).stderr).toContain('is not a date');
});

const git = (...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@example.org', ...argv], {
    cwd: team.folder,
    stdio: 'pipe',
  }).toString();

test('heads at a commit: of the repository that the ledger lies in, and of the config repo', async () => {
  await run('compile');
  await run('publish', '--author', 'Ann Lee <ann@example.org>');
  const published = execFileSync('git', ['--git-dir', team.path('config.git'), 'rev-parse', 'main'])
    .toString()
    .trim();
  git('init', '--quiet', '-b', 'main');
  git('add', 'ledger');
  git('commit', '--quiet', '-m', 'first');
  await run('note', 'role/web@3', 'after the commit');
  await run('revoke', 'role/web@3', '--why', 'slow');
  git('add', 'ledger');
  git('commit', '--quiet', '-m', 'second');
  expect(await heads('--at', 'HEAD~1')).toContain('role/web@3');
  expect(await heads('--at', 'main')).toContain('role/web@2');
  expect(await heads('--at', git('rev-parse', '--short', 'HEAD').trim())).toContain('role/web@2');
  expect(await heads('--at', published)).toContain('role/web@3');
  for (const hostile of ['--upload-pack=x', 'HEAD:ledger', '../x', 'no-such', '-'])
    expect((await tried('heads', `--at=${hostile}`)).code, hostile).toBe(2);
});

test('history: of everything in a span of time, of a component, of a tag with what befell its parents', async () => {
  const march = await run('history', '--since', '2026-03-01', '--before', '2026-04-01');
  expect(march).toBe(`2026-03-01 12:00  os/debian-12@2  tag       ada@build  3 packages
2026-03-01 12:00  role/web@2      tag       ci@build   puppet, on os/debian-12@2 + app/shop@1
2026-03-05 12:00  role/web@2      promoted  bob@desk   stable
`);
  const web = await ask<{ tag: string; entry: { kind: string } }[]>('history', 'role/web', '--before', '2026-11-01');
  expect(web.map(({ tag, entry }) => `${tag} ${entry.kind}`)).toEqual([
    'role/web@1 tag',
    'role/web@1 promoted',
    'role/web@2 tag',
    'role/web@2 promoted',
    'role/web@3 tag',
  ]);
  const one = await ask<{ tag: string; entry: { kind: string } }[]>('history', 'role/web@1');
  expect(one.map(({ tag, entry }) => `${tag} ${entry.kind}`)).toEqual([
    'role/web@1 tag',
    'role/web@1 promoted',
    'role/web@1 deprecated',
    'app/shop@1 revoked',
  ]);
  expect(await run('history', 'role/web@2', '--since', '2030-01-01')).toBe('nothing happened\n');
  expect((await tried('history', 'role/none')).stderr).toContain('role/none has no tag yet');
});

test('reads need no right to write', async () => {
  execFileSync('chmod', ['-R', 'a-w,a+rX', team.folder]);
  for (const argv of [
    ['heads'],
    ['heads', '--at', '2026-03-01'],
    ['tags', '--where', 'head'],
    ['history'],
    ['show', 'role/web@1'],
  ]) {
    const { code, stderr } = await team.tryAsNobody(...argv);
    expect(code, stderr).toBe(0);
  }
}, 60_000);

test('a commit whose ledger was changed is refused', async () => {
  const whole = team.read('ledger/role/web.jsonl');
  team.write({ 'ledger/role/web.jsonl': whole.replace('"ci@build"', '"me@build"') });
  git('commit', '--quiet', '-a', '-m', 'third');
  team.write({ 'ledger/role/web.jsonl': whole });
  const { code, stderr } = await tried('heads', '--at', 'HEAD');
  expect(code).toBe(6);
  expect(stderr).toContain('error[ledger-damaged]: role/web.jsonl line 1 (role/web@1) was changed');
});
