import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SCHEMA_NAMES } from '../../src/catalog/source/schemas.ts';
import { rolebake, scratch } from '../catalog/command.ts';
import { commandsOf, filesOf, page, ROOT } from './page.ts';

interface Told {
  readonly path: string;
  readonly parts: readonly string[];
}

/** Where the keys of each schema are told: a page, and the headings of the parts of it that are looked at. */
const TOLD: Readonly<Record<string, readonly Told[]>> = {
  catalog: [{ path: 'docs/catalog.md', parts: ['catalog.yaml'] }],
  profile: [
    { path: 'docs/catalog.md', parts: ['Profiles', 'Bindings'] },
    { path: 'docs/resources.md', parts: ['Keys that every kind has', 'Kinds'] },
  ],
  role: [{ path: 'docs/catalog.md', parts: ['Roles', 'Profiles'] }],
  settings: [
    { path: 'docs/catalog.md', parts: ['rolebake.yaml'] },
    { path: 'docs/ec2.md', parts: ['Settings', 'The way to machines'] },
  ],
  release: [{ path: 'docs/releases.md', parts: ["The release's file"] }],
  environment: [{ path: 'docs/releases.md', parts: ["The environment's file"] }],
  application: [{ path: 'docs/catalog.md', parts: ['Applications'] }],
  'ledger-entry': [{ path: 'docs/ledger.md', parts: ['Layout'] }],
};

/** The keys that a schema declares, wherever in it. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, ...others } = schema as { properties?: object };
  return [...Object.keys(properties), ...[...Object.values(properties), ...Object.values(others)].flatMap(keysOf)];
}

function part(text: string, heading: string): string {
  const [, after = ''] = text.split(`\n## ${heading}\n`);
  return after.split('\n## ')[0] ?? '';
}

test('each schema has its page', () => {
  const schemas = globSync('schemas/*.schema.json', { cwd: ROOT });
  const names = schemas.map((path) => path.replace(/^schemas\/|\.schema\.json$/g, ''));
  expect(names.sort()).toEqual(Object.keys(TOLD).sort());
});

test.each(Object.entries(TOLD))('every key of schemas/%s.schema.json is told on its page', (name, told) => {
  const keys = keysOf(JSON.parse(page(`schemas/${name}.schema.json`)));
  const text = told.flatMap(({ path, parts }) => parts.map((heading) => part(page(path), heading))).join('\n');
  expect(keys.filter((key) => !new RegExp(`\`(\\w+: )?${key.replace('$', '\\$')}\``).test(text))).toEqual([]);
});

test.each([
  'docs/catalog.md',
  'docs/how-to/compose-roles.md',
  'docs/how-to/give-flags-and-secrets.md',
  'docs/how-to/bake-with-chef.md',
  'docs/how-to/ship-logs.md',
])('the catalog on %s compiles', async (path) => {
  const files = Object.entries(filesOf(page(path))).map(([name, text]): [string, Buffer] => [name, Buffer.from(text)]);
  using folder = scratch(new Map(files));
  expect(await rolebake(folder.path, 'compile')).toMatchObject({ code: 0, stderr: '' });
});

test('explain says what the page on composing shows', async () => {
  const text = page('docs/how-to/compose-roles.md');
  using folder = scratch(new Map(Object.entries(filesOf(text)).map(([name, body]) => [name, Buffer.from(body)])));
  for (const { words, shown, code } of commandsOf(text)) {
    const said = await rolebake(folder.path, ...words.slice(1));
    expect(said).toMatchObject({ code, stderr: '' });
    expect(said.stdout.split('\n')).toEqual(expect.arrayContaining([...shown]));
  }
});

interface Schema {
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** Keys that an editor could not explain, in a schema and what is below it. */
function unexplained(schema: Schema, top: Schema): string[] {
  const own = Object.entries(schema.properties ?? {}).filter(([, one]) => !isExplained(one, top));
  const below = Object.entries(schema).flatMap(([key, one]) =>
    key === 'properties' || key === 'definitions' ? Object.values(one as object) : [one],
  );
  const schemas = below.flat().filter((one) => typeof one === 'object' && one !== null);
  return [...own.map(([key]) => key), ...schemas.flatMap((one) => unexplained(one as Schema, top))];
}

const isExplained = ({ description, $ref }: Schema, top: Schema): boolean =>
  description !== undefined || top.definitions?.[$ref?.split('/').at(-1) ?? '']?.description !== undefined;

test.each(SCHEMA_NAMES)('an editor explains every key of a %s file', (name) => {
  const schema = JSON.parse(page(`schemas/${name}.schema.json`)) as Schema;
  expect(Object.keys(schema.properties ?? {}).length).toBeGreaterThan(3);
  expect(unexplained(schema, schema)).toEqual([]);
});
