import { execFileSync } from 'node:child_process';
import {
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TarHeader } from '../../src/snapshots/tar-entry.ts';
import { encodeHeader, TAR_END } from '../../src/snapshots/tar-write.ts';
import { sayings } from '../cli/stocked.ts';
import { MAIN, Team } from '../cli/team.ts';

let team: Team;
let say: ReturnType<typeof sayings>;

const SIXTY = 'a-long-name-of-about-sixty-characters-for-a-folder-of-the-tar';
const git = (...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@example.org', ...argv], {
    cwd: team.folder,
    encoding: 'utf8',
  }).trim();
const tar = (...argv: string[]) => execFileSync('tar', argv, { cwd: team.path('app') });

interface Tagged {
  readonly tag: string;
  readonly isNew: boolean;
  readonly entry: {
    readonly digest: string;
    readonly details: Readonly<Record<string, unknown>>;
    readonly source?: { readonly commit: string; readonly dirty: boolean };
  };
}

const tagged = (...argv: string[]) => say.ask<Tagged>('app', 'tag', 'shop', ...argv);

beforeAll(async () => {
  team = await Team.ofShop();
  say = sayings(team);
  mkdirSync(team.path(`app/${SIXTY}/${SIXTY}`), { recursive: true });
  team.write({ [`app/${SIXTY}/${SIXTY}/deep`]: 'deep\n', 'app/.hidden': 'x\n' });
  symlinkSync('bin/shop', team.path('app/start'));
  linkSync(team.path('app/VERSION'), team.path('app/ANOTHER'));
});

afterAll(async () => await team?.end());

test('the same files have one digest, however they come and whatever packed them', async () => {
  const { entry } = await tagged('app');
  for (const [format, compress] of [
    ['gnu', '--gzip'],
    ['posix', '--xz'],
    ['ustar', '--zstd'],
    ['gnu', '--no-auto-compress'],
  ])
    tar('--create', `--format=${format}`, `${compress}`, `--file=../${format}${compress}.tar`, '.');
  tar('--create', '--file=../bare.tar', ...readdirSync(team.path('app')).reverse());
  for (const name of ['gnu--gzip', 'posix--xz', 'ustar--zstd', 'gnu--no-auto-compress', 'bare'])
    expect(await tagged(`${name}.tar`)).toMatchObject({ isNew: false, entry: { digest: entry.digest } });
});

test('who keeps new files to himself gives the same digest: what an archive does not say of its folders is open to all', async () => {
  tar('--create', '--file=../files.tar', 'bin/shop');
  const { entry } = await tagged('files.tar');
  const argv = ['umask 077; exec "$@"', 'sh', MAIN, '-C', team.folder, 'app', 'tag', 'shop', 'files.tar', '--json'];
  const again = JSON.parse(execFileSync('sh', ['-ec', ...argv], { encoding: 'utf8' }));
  expect(again).toMatchObject({ isNew: false, entry: { digest: entry.digest } });
});

test('of several who tag the same at once one gives the tag, and the others find it', async () => {
  team.write({ 'app/bin/more': 'more\n' });
  const all = await Promise.all(['app', 'app', 'app', 'app'].map((place) => tagged(place)));
  expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(new Set(all.map(({ tag }) => tag)).size).toBe(1);
});

test('a git ref: the folder as it was there, with the commit; a work tree says whether it differs', async () => {
  git('init', '--quiet', '-b', 'main');
  git('add', 'app');
  git('commit', '--quiet', '-m', 'first');
  git('tag', 'v1');
  const commit = git('rev-parse', 'HEAD');
  const clean = await tagged('app', '--release', '1.0');
  expect(clean.entry).toMatchObject({ source: { commit, dirty: false }, details: { version: '1.0' } });
  team.write({ 'app/VERSION': '2.0.0\n', 'app/ANOTHER': '2.0.0\n' });
  expect((await tagged('app', '--release', '2.0')).entry.source).toEqual({ commit, dirty: true });
  const back = await tagged('app', '--git', 'v1', '--release', '1.0');
  expect(back.entry).toMatchObject({ digest: clean.entry.digest, source: { commit, dirty: false } });
  expect(await say.run('show', 'app/shop')).toMatch(/takes +DATABASE_URL \(url, secret\)\n/);
});

test('git runs nothing that the repository names, and no ref is an option', async () => {
  const ran = team.path('ran');
  git('config', 'filter.evil.smudge', `touch ${ran}; cat`);
  team.write({ 'app/.gitattributes': '* filter=evil export-subst\n' });
  git('add', 'app');
  git('commit', '--quiet', '-m', 'with a filter');
  await tagged('app', '--git', 'HEAD');
  expect(() => readFileSync(ran)).toThrow();
  for (const ref of [`--output=${ran}`, '--remote=ext::sh', 'no-such', 'HEAD:app', '', 'HEAD --exec=x', '@{'])
    expect(await say.tried('app', 'tag', 'shop', 'app', `--git=${ref}`), ref).toMatchObject({ code: 2 });
  expect(() => readFileSync(ran)).toThrow();
});

const header = (path: string, over: Partial<TarHeader> = {}): Buffer =>
  encodeHeader({
    ...{ path, type: 'file', mode: 0o644, uid: 0, gid: 0, size: 0, mtime: 0, target: '', major: 0, minor: 0 },
    ...{ xattrs: new Map<string, string>(), ...over },
  } as TarHeader);

/** The header of a file whose name is not put below `./`. */
function named(name: string): Buffer {
  const block = header('x');
  block.fill(0, 0, 100).write(name, 0);
  block.write('        ', 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

const symlink = (path: string, target: string) => header(path, { type: 'symlink', target: target as never });
const link = (path: string, target: string) => header(path, { type: 'link', target: target as never });

test.each<[string, Buffer[], RegExp]>([
  ['a name with ..', [named('../up')], /no plain path/],
  ['a name with .. inside', [named('a/../../up')], /no plain path/],
  ['an absolute name', [named('/etc/passwd')], /absolute name/],
  ['a symlink out', [symlink('a', '../out')], /leads out/],
  ['an absolute symlink', [symlink('a', '/etc')], /leads out/],
  ['a file below a symlink', [symlink('a', 'b'), header('a/c')], /below a, which is no folder/],
  ['a hard link to what is not there', [link('a', '/etc/shadow')], /no file before it/],
  ['a hard link to a symlink', [symlink('b', 'c'), link('a', 'b')], /no file before it/],
  ['a device', [header('sda', { type: 'block', major: 8 })], /is a device/],
  ['a pipe', [header('pipe', { type: 'fifo' })], /is a pipe/],
  ['one name twice', [header('a'), symlink('a', 'b')], /is there twice/],
  ['more than is there', [header('a', { size: 1 << 20 })], /no whole tar/],
  ['a size that is none', [header('a', { size: 2 ** 60 })], /no whole tar/],
])('an archive is refused for %s', async (_, headers, why) => {
  writeFileSync(team.path('evil.tar'), Buffer.concat([...headers, TAR_END]));
  const { code, stderr } = await say.tried('app', 'tag', 'shop', 'evil.tar');
  expect(stderr).toMatch(why);
  expect(stderr).toContain('error[unsafe-archive]');
  expect(code).toBe(3);
});

test('an archive that is cut off, or none at all, is refused', async () => {
  tar('--create', '--gzip', '--file=../cut.tar.gz', '.');
  truncateSync(team.path('cut.tar.gz'), 900);
  tar('--create', '--file=../cut.tar', '.');
  truncateSync(team.path('cut.tar'), 4096);
  team.write({ 'none.tar': 'not a tar', 'empty.tar': '' });
  for (const name of ['cut.tar.gz', 'cut.tar', 'none.tar', 'empty.tar'])
    expect(await say.tried('app', 'tag', 'shop', name), name).toMatchObject({ code: 3, stdout: '' });
});

test('an archive that unpacks to more than fits is refused before it fills the disk', async () => {
  const file = team.path('bomb.tar');
  writeFileSync(file, header('zeros', { size: 20 * 2 ** 30 }));
  truncateSync(file, 20 * 2 ** 30);
  const { code, stderr } = await say.tried('app', 'tag', 'shop', 'bomb.tar');
  expect(stderr).toMatch(/more than 8 GiB/);
  expect(code).toBe(3);
});

const file = (lines: string) => ({ 'app/rolebake.app.yaml': `application: shop\n${lines}` });

test('what a role expects of its application and the newest release does not declare is told at its place', async () => {
  cpSync(team.path('app/bin'), team.path('app/bin2'), { recursive: true });
  team.write(
    file(
      'flags: {DATABASE_URL: {type: integer, secret: true}, BANER: {type: string}}\nlogs: [app, /var/log/shop/other.log]\n',
    ),
  );
  const { tag } = await tagged('app');
  const { code, stderr } = await say.tried('plan');
  expect(code).toBe(3);
  expect(stderr).toContain(`error[unfit-application]: ${tag} takes no flag BANNER\n  --> catalog/roles/web.yaml:12:3`);
  expect(stderr).toContain('hint: did you mean BANER?');
  expect(stderr).toContain(`${tag} takes the flag DATABASE_URL as integer, not url`);
  expect(stderr).toContain(`${tag} writes no log /var/log/shop/access.log`);
  expect(stderr).not.toContain('app.log\n');
  expect(await say.tried('bake', '--all')).toMatchObject({ code: 3 });
});

test('a flag that the application calls secret is secret in the role', async () => {
  team.write(file('flags: {DATABASE_URL: {type: string}, BANNER: {type: string, secret: true}}\n'));
  await tagged('app');
  const { stderr } = await say.tried('plan');
  expect(stderr).toMatch(/flag BANNER is secret; here it is not/);
  expect(stderr).not.toMatch(/DATABASE_URL/);
});

test("what is wrong in the application's own file is told at its place", async () => {
  team.write(file('flags: {DATABASE_URL: {type: text}}\n'));
  const { code, stderr } = await say.tried('app', 'tag', 'shop', 'app');
  expect(code).toBe(3);
  expect(stderr).toContain(`${join('app', 'rolebake.app.yaml')}:2:`);
  tar('--create', '--file=../wrong.tar', 'rolebake.app.yaml');
  const packed = await say.tried('app', 'tag', 'shop', 'wrong.tar');
  expect(packed).toMatchObject({ code: 3, stdout: '' });
  expect(packed.stderr).toContain('wrong.tar/rolebake.app.yaml:2:');
  team.write({ 'app/rolebake.app.yaml': 'application: other\n' });
  expect((await say.tried('app', 'tag', 'shop', 'app')).stderr).toMatch(/application other, not shop/);
});
