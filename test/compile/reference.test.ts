import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCatalogFiles } from '../../src/catalog/files.ts';
import { loadCatalog } from '../../src/catalog/load.ts';
import type { Catalog } from '../../src/catalog/model.ts';
import { code, plain, table } from '../../src/compile/reference/markdown.ts';
import { reference } from '../../src/compile/reference/reference.ts';
import { rolebake, scratch } from '../catalog/command.ts';
import { filesOf, page } from '../docs/page.ts';

const ROOT = join(import.meta.dirname, '../..');
const PLATFORM = readCatalogFiles(join(ROOT, 'role-templates/platform'), 'rolebake:');
const RUNS = Number(process.env['ROLEBAKE_STRINGS'] ?? 200);

function load(texts: ReadonlyMap<string, string>): Catalog {
  const checked = loadCatalog({ shownAs: 'catalog/', texts, problems: [] }, PLATFORM);
  if (!checked.ok) throw new Error(checked.problems.map(({ message }) => message).join('\n'));
  return checked.value;
}

/** The catalog that docs/catalog.md shows: it has everything that the language has. */
const WRITTEN = new Map(Object.entries(filesOf(page('docs/catalog.md'))));
const OFFICE = load(
  new Map(
    [...WRITTEN]
      .filter(([path]) => path !== 'rolebake.yaml')
      .map(([path, text]) => [path.slice('catalog/'.length), text]),
  ),
);

test('every parameter, log, flag, port and resource is told on its page', () => {
  const pages = reference(OFFICE);
  const told = [
    ...OFFICE.roles.flatMap((role) =>
      [
        ...role.logs.map((log) => `| \`${log.name}\` | \`${'path' in log ? log.path : log.unit}\` |`),
        ...role.flags.map(({ name }) => `| \`${name}\` |`),
        ...role.serves.map(({ name, port }) => `| \`${name}\` | ${port} |`),
      ].map((row) => [`roles/${role.name}.md`, row]),
    ),
    ...OFFICE.library.flatMap(({ name, parameters }) =>
      [...parameters.keys()].map((parameter) => [`profiles/${name}.md`, `| \`${parameter}\` |`]),
    ),
  ].filter(([, row]) => row !== '| `flags` |');
  expect(told.length).toBeGreaterThan(10);
  expect(told.filter(([path = '', row = '']) => !pages.get(path)?.includes(row))).toEqual([]);
  for (const profile of OFFICE.library) {
    const [, text = ''] = pages.get(`profiles/${profile.name}.md`)?.split('## Resources') ?? [];
    expect(text.match(/^\| (?!resource|---)/gm) ?? []).toHaveLength(profile.resources.length);
  }
});

test('every link leads to a page', () => {
  const pages = reference(OFFICE);
  const links = [...pages].flatMap(([path, text]) =>
    [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, to = '']) => join(dirname(path), to)),
  );
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((to) => !pages.has(to))).toEqual([]);
});

/** What is left of a line of Markdown without its escaped characters. */
const markupOf = (line: string): string => line.replace(/\\[!-/:-@[-`{-~]/g, '');

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '|',
        '`',
        '``',
        '\\',
        '<b>',
        '[x](y)',
        '*',
        '_',
        '\n',
        '# ',
        '1. ',
        '- ',
        '~~',
        '&lt;',
        ' ',
        'a',
        '$',
        '\u202e',
      ),
    )
    .map((parts) => parts.join('')),
);

test('no text of an author is markup', () => {
  const property = fc.property(hostile, (text) => {
    expect(markupOf(`x ${plain(text)}`)).not.toMatch(/[|`*_<>[\]~&#$]|[^\S ]|[\p{Cc}\p{Cf}]/u);
    expect(plain(text)).not.toMatch(/^(\s|[-+=:>#]|\d+[.)])/);
    const [, , row = ''] = table(['one', 'two'], [[plain(text), code(text)]]).split('\n');
    expect(markupOf(row).split('|').length).toBe(4);
  });
  fc.assert(property, { numRuns: RUNS });
});

test('code is a code span or HTML, and holds the text itself', () => {
  const property = fc.property(hostile, (text) => {
    const [, span, html] =
      /^(?:`([^`|\p{Cc}]+)`|<code>((?:&#\d+;|[\p{L}\p{N}\p{M}\p{S}\p{P} ])*)<\/code>)$/u.exec(code(text)) ?? [];
    const shown = span ?? html?.replace(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)));
    expect(
      shown?.replace(/\\u\{([0-9a-f]+)\}/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16))),
    ).toBe(text);
  });
  fc.assert(property, { numRuns: RUNS });
});

test('doc writes the pages, removes those that are gone, and leaves what a person wrote', async () => {
  const files = [...WRITTEN].map(([path, text]): [string, Buffer] => [path, Buffer.from(text)]);
  const extra = Buffer.from('role: extra\nuses: [report_account]\n');
  using folder = scratch(new Map([...files, ['catalog/roles/extra.yaml', extra]]));
  const at = (path: string) => readFileSync(join(folder.path, 'docs/catalog', path), 'utf8');
  expect(await rolebake(folder.path, 'doc', '--check')).toMatchObject({ code: 1 });
  expect(await rolebake(folder.path, 'doc')).toMatchObject({ code: 0, stderr: '' });
  expect(await rolebake(folder.path, 'doc', '--check')).toMatchObject({ code: 0 });
  expect(at('roles/extra.md')).toContain('# extra\n');
  using fewer = scratch(new Map(files));
  await rolebake(fewer.path, 'doc', '--output', join(folder.path, 'docs/catalog'));
  expect(() => at('roles/extra.md')).toThrow();
  using edited = scratch(new Map([...files, ['docs/catalog/README.md', Buffer.from('mine')]]));
  expect(await rolebake(edited.path, 'doc')).toMatchObject({ code: 6 });
  expect(readFileSync(join(edited.path, 'docs/catalog/README.md'), 'utf8')).toBe('mine');
});
