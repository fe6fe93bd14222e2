import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { type CatalogFiles, readCatalogFiles } from '../../src/catalog/files.ts';
import { loadCatalog } from '../../src/catalog/load.ts';
import { compile } from '../../src/compile/compile.ts';
import { filesOf, page } from '../docs/page.ts';
import { parseTxtar } from './txtar.ts';

const ROOT = join(import.meta.dirname, '../..');
const PLATFORM = readCatalogFiles(join(ROOT, 'role-templates/platform'), 'rolebake:');
const RUNS = Number(process.env['ROLEBAKE_STRINGS'] ?? 200) * 3;

const base = parseTxtar(readFileSync(join(import.meta.dirname, 'golden/base.txt'), 'utf8'));
const composed = Object.entries(filesOf(page('docs/how-to/compose-roles.md')));
const catalogs: readonly CatalogFiles[] = [
  readCatalogFiles(join(ROOT, 'examples/shop/catalog'), 'catalog/'),
  readCatalogFiles(join(ROOT, 'test/compile/nasty/catalog'), 'catalog/'),
  {
    shownAs: 'catalog/',
    texts: new Map(composed.map(([path, text]) => [path.replace('catalog/', ''), text])),
    problems: [],
  },
  {
    shownAs: 'catalog/',
    texts: new Map([...base].map(([path, bytes]) => [path.replace('catalog/', ''), bytes?.toString() ?? ''])),
    problems: [],
  },
];

/** What authors write by mistake in the place of something else. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    70_000,
    1.5,
    '',
    'x',
    [],
    {},
    [[]],
    { x: 1 },
    '{{port}}',
    '{{X}}',
    '/a/../b',
  ),
  fc.constantFrom<unknown>(
    { unit: 'a', user: 'b', file: 'c' },
    { package: 'x', service: 'y' },
    [{ service: null }],
    '*x',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'flags',
    'service',
    '{{#if x}}',
    '{{^if x}}y{{/if}}',
    '{{a b=1}}',
  ),
);

type Tree = { [key: string]: unknown } | unknown[];
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** Every value and every key of the data, as the tree that it is in and its key there. */
function spots(value: unknown): { tree: Tree; key: string }[] {
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ tree: value, key }, ...spots(inner)]);
}

type Mutation = { where: number; how: 'replace' | 'remove' | 'rename' | 'add'; by: unknown; other: number };

function mutate(text: string, { where, how, by, other }: Mutation): string {
  const data: unknown = parse(text);
  const all = spots(data);
  const spot = all[where % all.length];
  const name = typeof by === 'string' && by !== '' ? by : 'extra';
  if (!spot) return text;
  const tree = spot.tree as Record<string, unknown>;
  const value = tree[spot.key];
  if (how === 'remove' || how === 'rename')
    Array.isArray(spot.tree) ? spot.tree.splice(Number(spot.key), 1) : delete tree[spot.key];
  if (how === 'rename' && !Array.isArray(spot.tree)) define(tree, name, value);
  if (how === 'replace') tree[spot.key] = by;
  if (how === 'add')
    Array.isArray(spot.tree) ? spot.tree.push(by) : define(tree, name, all[other % all.length]?.key ?? by);
  return stringify(data, { aliasDuplicateObjects: false });
}

const define = (tree: object, key: string, value: unknown): unknown =>
  Object.defineProperty(tree, key, { value, enumerable: true, configurable: true, writable: true });

const mutation = fc.record({
  where: fc.nat(),
  how: fc.constantFrom('replace', 'remove', 'rename', 'add'),
  by: odd,
  other: fc.nat(),
}) as fc.Arbitrary<Mutation>;

/** A catalog that loads compiles; one that does not load says why, at a place in one of its files. */
function holdsUp(files: CatalogFiles): void {
  const checked = loadCatalog(files, PLATFORM);
  if (checked.ok) {
    expect(compile(checked.value).size).toBeGreaterThan(0);
    return;
  }
  expect(checked.problems.length).toBeGreaterThan(0);
  for (const { place, message } of checked.problems) {
    expect(message).not.toMatch(/undefined|\[object|NaN/);
    expect([...files.texts.keys()].map((path) => files.shownAs + path)).toContain(place?.file);
  }
}

test('a catalog changed at random loads and compiles, or says what is wrong', () => {
  const change = fc.record({
    catalog: fc.nat(),
    file: fc.nat(),
    mutations: fc.array(mutation, { minLength: 1, maxLength: 3 }),
  });
  const property = fc.property(change, ({ catalog, file, mutations }) => {
    const files = catalogs[catalog % catalogs.length] as CatalogFiles;
    const paths = [...files.texts.keys()].filter((path) => path.endsWith('.yaml'));
    const path = paths[file % paths.length] ?? '';
    const text = mutations.reduce(mutate, files.texts.get(path) ?? '');
    holdsUp({ ...files, texts: new Map(files.texts).set(path, text) });
  });
  fc.assert(property, { numRuns: RUNS });
}, 120_000);

test('a text cut, or with characters changed, never breaks the reader', () => {
  const splice = fc.record({
    catalog: fc.nat(),
    file: fc.nat(),
    at: fc.nat(),
    gone: fc.nat(9),
    put: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.constantFrom('{{', '}}', '{{#if', '{{/if}}', '\t', '&a ', '*a', '? ', '<%', ': ', '- '),
    ),
  });
  const property = fc.property(splice, ({ catalog, file, at, gone, put }) => {
    const files = catalogs[catalog % catalogs.length] as CatalogFiles;
    const path = [...files.texts.keys()][file % files.texts.size] ?? '';
    const text = files.texts.get(path) ?? '';
    const from = at % (text.length + 1);
    holdsUp({ ...files, texts: new Map(files.texts).set(path, text.slice(0, from) + put + text.slice(from + gone)) });
  });
  fc.assert(property, { numRuns: RUNS });
}, 120_000);
