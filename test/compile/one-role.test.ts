import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MANIFEST, unfinishedText } from '../../src/compile/manifest.ts';
import { nextTick, SmallCatalog } from './small-catalog.ts';

let catalog: SmallCatalog;
beforeEach(() => {
  catalog = new SmallCatalog(mkdtempSync(join(tmpdir(), 'rolebake-one-role-')));
  catalog.start();
  compile();
  nextTick();
});
afterEach(() => rmSync(catalog.folder, { recursive: true, force: true }));

/** A compile, or one that looks at every generated file: how many files it changed, or the codes of what it refused. */
function compile(options?: { everywhere: boolean }): unknown {
  const said = catalog.outcome('generated', catalog.at('memory'), options) as Said;
  return Array.isArray(said) ? said.map(({ code, place }) => `${code} ${place.file}`) : said.changes.length;
}
type Said = { changes: unknown[] } | { code: string; place: { file: string } }[];

const DATA = 'puppet/data/role/worker.yaml';
const edit = (path: string) => writeFileSync(catalog.at(`generated/${path}`), '# mine\n');

test('an edit by hand in a file of the role that changed is refused, and nothing is written', () => {
  catalog.role('worker', 'y');
  edit(DATA);
  const before = catalog.textsIn('generated');
  expect(compile()).toEqual([`edited-file OUT/${DATA}`]);
  expect(catalog.textsIn('generated')).toEqual(before);
});

test('an edit by hand in a file of a role that is gone is refused', () => {
  rmSync(catalog.at('catalog/roles/worker.yaml'));
  edit(DATA);
  expect(compile()).toEqual([`edited-file OUT/${DATA}`]);
});

test('an edit by hand in a file of another role stays until somebody looks everywhere, or that role changes', () => {
  edit(DATA);
  catalog.role('db', 'y');
  expect(compile()).toBeGreaterThan(0);
  expect(catalog.read(`generated/${DATA}`)).toBe('# mine\n');
  expect(compile({ everywhere: true })).toEqual([`edited-file OUT/${DATA}`]);
  expect(compile(), 'nothing changed in the catalog').toEqual([`edited-file OUT/${DATA}`]);
  catalog.role('worker', 'y');
  expect(compile()).toEqual([`edited-file OUT/${DATA}`]);
  expect(catalog.read(`generated/${DATA}`)).toBe('# mine\n');
});

test('a file removed by hand comes back when its role changes, or nothing does', () => {
  for (const word of ['y', undefined]) {
    rmSync(catalog.at(`generated/${DATA}`));
    if (word !== undefined) catalog.role('worker', word);
    expect(compile()).toBeGreaterThan(0);
    nextTick();
  }
  expect(compile({ everywhere: true })).toBe(0);
});

test('a kill while the manifest is brought up to date is no edit, and the next compile finishes it', () => {
  const manifest = catalog.at(`generated/${MANIFEST}`);
  const before = readFileSync(manifest, 'utf8');
  catalog.role('worker', 'y');
  compile();
  const after = readFileSync(manifest, 'utf8');
  const lines = after.split('\n');
  const changed = lines.filter((line, index) => line !== before.split('\n')[index]);
  expect(changed.length).toBeGreaterThan(0);
  const extra = unfinishedText(changed.map((line): [string, string] => [line.slice(66), line.slice(0, 64)]));
  const cuts = changed.flatMap((line) => [after.indexOf(line), after.indexOf(line) + 30, after.indexOf(line) + 64]);
  for (const cut of cuts) {
    writeFileSync(manifest, after.slice(0, cut) + before.slice(cut) + extra);
    nextTick();
    expect(compile(), `cut at ${cut}`).toBe(0);
    expect(readFileSync(manifest, 'utf8')).toBe(after);
  }
});

test('a manifest that another process has replaced is not written into', () => {
  const manifest = catalog.at(`generated/${MANIFEST}`);
  const text = readFileSync(manifest, 'utf8');
  rmSync(manifest);
  writeFileSync(manifest, text);
  nextTick();
  catalog.role('worker', 'y');
  expect(compile()).toBeGreaterThan(0);
  expect(compile({ everywhere: true })).toBe(0);
});
