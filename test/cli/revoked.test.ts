import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Team } from './team.ts';
import { tinyTeam } from './tiny.ts';

let team: Team;
let commit: string;

interface Shown {
  readonly entry: {
    readonly digest: string;
    readonly bake: { readonly tool: object };
    readonly objects: { readonly converger: string };
    readonly source: object;
  };
}

const git = (...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@example.org', ...argv], { cwd: team.folder })
    .toString()
    .trim();

beforeAll(async () => {
  team = await tinyTeam();
  git('init', '--quiet', '-b', 'main');
  git('add', 'catalog', 'rolebake.yaml');
  git('commit', '--quiet', '-m', 'first');
  commit = git('rev-parse', 'HEAD');
  await team.run('bake', 'tiny');
}, 180_000);

afterAll(async () => await team?.end(), 60_000);

test('a tag tells the tool, all that the converger was made of, and the commit of the catalog', async () => {
  const { entry } = await team.ask<Shown>('show', 'role/tiny@1');
  expect(entry.bake.tool).toEqual({ name: 'openvox', version: expect.stringMatching(/^8\.\d+\.\d+$/) });
  expect(entry.source).toEqual({ commit, dirty: false });
  const versions = team.read(`ledger/objects/sha256/${entry.objects.converger.slice('sha256:'.length)}`);
  expect(versions).toMatch(/^chef chef 18\.\d+\.\d+$/m);
  expect(versions).toMatch(/^puppet openfact \d/m);
  expect(await team.run('show', 'role/tiny@1')).toMatch(/^bake +openvox 8\.\d+\.\d+, /m);
  expect(await team.run('tags', '--where', `commit=${commit.slice(0, 12)}`)).toMatch(/^role\/tiny@1 /);
});

test('an image that is revoked is not made again by a bake, unless one says so', async () => {
  await team.run('revoke', 'role/tiny@1', '--why', 'serves nothing');
  expect(await team.run('plan', 'tiny')).toBe(
    'tiny  refuse  role/tiny@1 is revoked: serves nothing; it has this key\n',
  );
  const refused = await team.try('bake', 'tiny');
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain('error[revoked-tag]: role/tiny@1 is revoked: serves nothing');
  expect(await team.run('bake', 'tiny', '--revoked-too')).toMatch(/^tiny +bake +role\/tiny@2 in /);
  const [first, second] = [await team.ask<Shown>('show', 'role/tiny@1'), await team.ask<Shown>('show', 'role/tiny@2')];
  expect(second.entry.digest).toBe(first.entry.digest);
  expect(await team.run('bake', 'tiny')).toMatch(/keep +role\/tiny@2/);
}, 240_000);

test('a system that is revoked while a bake on it runs: the bake gives no tag and leaves nothing', async () => {
  team.write({
    'catalog/roles/tiny.yaml': team.read('catalog/roles/tiny.yaml').replace('default: "not empty"', 'default: "x"'),
  });
  const revoke = () => void team.start(['revoke', 'os/debian-12@1', '--why', 'bad libc']);
  const baked = await team.runUntil('converge (', revoke, 'bake', 'tiny');
  expect(baked).toMatchObject({ code: 3, reached: true });
  expect(baked.stdout).toContain('os/debian-12@1 is revoked: bad libc');
  expect(await team.run('tags', 'role/tiny')).not.toContain('@3');
  expect(team.left()).toEqual([]);
  expect(await team.run('heads')).toMatch(/^role\/tiny@2 .* built on revoked os\/debian-12@1$/m);
}, 240_000);

test('an update that comes out as the revoked system is refused; then roles go on on the new tag', async () => {
  const same = await team.try('os', 'update');
  expect(same.code).toBe(3);
  expect(same.stderr).toContain('error[revoked-tag]: os/debian-12@1 is revoked: bad libc');
  expect(await team.run('os', 'update', '--revoked-too')).toMatch(/^os\/debian-12@2 is new/);
  expect(await team.run('bake', 'tiny')).toMatch(/^tiny +bake +role\/tiny@3 in /);
  expect(await team.run('heads')).not.toContain('built on');
}, 240_000);

test('how two bakes differ, as far as the journal, the snapshots and git tell', async () => {
  const text = await team.run('diff', 'role/tiny@2', 'role/tiny@3');
  expect(text).toContain('\n  ~  os/debian-12  @1 -> @2\n');
  expect(text).toContain('\n  ~  EMPTY  default "not empty" -> "x"\n');
  expect(text).toContain('\nnot compared\n  catalog: role/tiny@3 was baked from changes that no commit holds\n');
  expect(text).not.toMatch(/generated code:|files:/);
  expect(await team.run('diff', 'role/tiny@1', 'role/tiny@2')).toContain(': the same snapshot\n');
}, 60_000);
