import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { rolebake, scratch } from '../catalog/command.ts';
import { filesOf, page } from '../docs/page.ts';
import { MAIN } from './team.ts';

const EMPTY = new Map<string, Buffer>();

/** Checks files as an editor does: by the schema that their first line names. */
function checkAsEditor(root: string, paths: readonly string[]): void {
  for (const path of paths) {
    const text = readFileSync(join(root, path), 'utf8');
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
    const fits = new Ajv({ strict: false }).compile(
      JSON.parse(readFileSync(join(root, dirname(path), schema), 'utf8')) as object,
    );
    fits(parse(text));
    expect(fits.errors, path).toBeNull();
  }
}

test('a new catalog, profile and role compile at once, and editors find their schemas', async () => {
  using folder = scratch(EMPTY);
  const run = async (...argv: string[]) =>
    expect(await rolebake(folder.path, ...argv)).toMatchObject({ code: 0, stderr: '' });
  await run('new', 'catalog', 'My Shop-2');
  const root = join(folder.path, 'My Shop-2');
  await run('-C', root, 'new', 'profile', 'cache');
  await run('-C', root, 'new', 'role', 'web', '--uses', 'cache', '--uses', 'greeting');
  await run('-C', root, 'new', 'role', 'worker');
  await run('-C', root, 'compile');
  expect(readFileSync(join(root, 'catalog/catalog.yaml'), 'utf8')).toContain('catalog: my_shop_2\n');
  const files = globSync('{rolebake.yaml,catalog/**/*.yaml}', { cwd: root });
  expect(files.length).toBe(7);
  checkAsEditor(root, files);
});

test.each([
  ['077', 0o755, 0o644],
  ['027', 0o755, 0o644],
  ['002', 0o775, 0o664],
])('with the umask %s what is made can be read by all', (umask, folder, file) => {
  using place = scratch(EMPTY);
  execFileSync('sh', ['-ec', `umask ${umask}; exec "$@"`, 'sh', MAIN, '-C', place.path, 'new', 'catalog', 'shop']);
  const modes = ['shop', 'shop/rolebake.yaml'].map((path) => statSync(join(place.path, path)).mode & 0o777);
  expect(modes).toEqual([folder, file]);
});

test('a role that must set parameters is started with examples of their types', async () => {
  const parameters = { a: 'port', b: 'cidr', c: 'boolean', d: 'calendar', e: 'string', f: 'semver', g: 'integer' };
  const profile = `profile: many
parameters:
${Object.entries(parameters)
  .map(([name, type]) => `  ${name}: {type: ${type}}\n`)
  .join('')}  h: {type: array, minItems: 2, items: {type: ipv6}}
  i: {type: object, required: [x], properties: {x: {type: number, minimum: 3.5}}}
  j: {type: string, enum: [daily, weekly]}
resources: []
`;
  using folder = scratch(
    new Map(
      Object.entries({
        'rolebake.yaml': '',
        'catalog/catalog.yaml': 'catalog: x\nos: debian-12\n',
        'catalog/profiles/many.yaml': profile,
      }).map(([path, text]) => [path, Buffer.from(text)]),
    ),
  );
  expect(await rolebake(folder.path, 'new', 'role', 'web')).toMatchObject({ code: 0, stderr: '' });
  expect(await rolebake(folder.path, 'compile')).toMatchObject({ code: 0, stderr: '' });
  const role = parse(readFileSync(join(folder.path, 'catalog/roles/web.yaml'), 'utf8')) as object;
  expect(role).toMatchObject({ uses: [{ many: { a: 8080, c: false, i: { x: 3.5 }, j: 'daily' } }] });
});

test.each([
  ['role', 'Web', 'wrong-value'],
  ['role', '../web', 'wrong-value'],
  ['role', 'a\nsummary: b', 'wrong-value'],
  ['role', '', 'wrong-value'],
  ['role', 'class', 'reserved-name'],
  ['role', 'reports', 'file-exists'],
  ['profile', 'x: [', 'wrong-value'],
  ['profile', '/etc/passwd', 'wrong-value'],
  ['profile', 'report_service', 'file-exists'],
])('new %s %j is refused with %s, and writes nothing', async (kind, name, code) => {
  const files = Object.entries(filesOf(page('docs/catalog.md')));
  using folder = scratch(new Map(files.map(([path, text]) => [path, Buffer.from(text)])));
  const before = globSync('**/*', { cwd: folder.path }).sort();
  const { stdout } = await rolebake(folder.path, 'new', kind, '--json', '--', name);
  expect((JSON.parse(stdout) as { problems: { code: string }[] }).problems[0]?.code).toBe(code);
  expect(globSync('**/*', { cwd: folder.path }).sort()).toEqual(before);
  expect(existsSync('/etc/passwd.yaml')).toBe(false);
});

test('a dry run writes nothing; a file that is there is never overwritten', async () => {
  using folder = scratch(new Map([['shop/catalog/catalog.yaml', Buffer.from('mine')]]));
  expect(await rolebake(folder.path, 'new', 'catalog', 'other', '--dry-run')).toMatchObject({ code: 0 });
  expect(existsSync(join(folder.path, 'other'))).toBe(false);
  const { code, stderr } = await rolebake(folder.path, 'new', 'catalog', 'shop');
  expect(stderr).toMatch(/^error\[file-exists\]: catalog\/catalog\.yaml is there already/);
  expect(code).toBe(3);
  expect(globSync('**/*.yaml', { cwd: folder.path })).toEqual(['shop/catalog/catalog.yaml']);
});

test('what turns out to be there once it is written is not written over: a schema stays, a role is refused', async () => {
  using folder = scratch(EMPTY);
  await rolebake(folder.path, 'new', 'catalog', 'shop');
  const root = join(folder.path, 'shop');
  const schema = join(root, '.rolebake/schemas/role.schema.json');
  rmSync(schema);
  // To look at, a link to nowhere is not there.
  symlinkSync('nowhere', schema);
  expect(await rolebake(root, 'new', 'role', 'web')).toMatchObject({ code: 0, stderr: '' });
  symlinkSync('nowhere', join(root, 'catalog/roles/worker.yaml'));
  expect((await rolebake(root, 'new', 'role', 'worker')).stderr).toMatch(/^error\[unreadable-file\]/);
});

test('schema prints what is in schemas/, and writes it for editors', async () => {
  using folder = scratch(EMPTY);
  const { stdout } = await rolebake(folder.path, 'schema', 'role');
  expect(stdout).toBe(page('schemas/role.schema.json'));
  await rolebake(folder.path, 'schema', '--output', 'editor');
  expect(globSync('*', { cwd: join(folder.path, 'editor') }).sort()).toEqual(
    ['application', 'catalog', 'environment', 'profile', 'release', 'role', 'settings'].map(
      (name) => `${name}.schema.json`,
    ),
  );
});
