import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, treeOf } from '../../src/compile/compile.ts';
import { MANIFEST } from '../../src/compile/manifest.ts';
import { lint } from '../checkers/checkers.ts';
import { catalogOf, estateFiles, nastyFiles, ROOT, shopFiles } from './catalogs.ts';

test('generated/ is what examples/shop compiles to, no file more or less', () => {
  const folder = join(ROOT, 'generated');
  const onDisk = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = onDisk.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const expected = compile(catalogOf(shopFiles()));
  expect(paths.filter((path) => path !== MANIFEST).sort()).toEqual([...expected.keys()]);
  for (const [path, text] of expected) expect(readFileSync(join(folder, path), 'utf8'), path).toBe(text);
});

test('the order in which files are read changes nothing', () => {
  const files = nastyFiles();
  const expected = [...compile(catalogOf(files))];
  const order = fc.shuffledSubarray([...files.texts], { minLength: files.texts.size });
  const property = fc.property(order, (texts) => {
    expect([...compile(catalogOf({ ...files, texts: new Map(texts) }))]).toEqual(expected);
  });
  fc.assert(property, { numRuns: 10 });
});

test.each([
  { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' },
  { LC_ALL: 'C', LANGUAGE: 'de:ja', TZ: 'America/St_Johns' },
])('neither does the locale or the time zone: %o', (env) => {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-locale-'));
  try {
    cpSync(join(ROOT, 'test/compile/nasty/catalog'), join(folder, 'catalog'), { recursive: true });
    writeFileSync(join(folder, 'rolebake.yaml'), '');
    const home = { XDG_CACHE_HOME: join(folder, 'cache') };
    execFileSync(join(ROOT, 'bin/rolebake.cjs'), ['compile'], {
      cwd: folder,
      env: { ...process.env, ...home, ...env },
    });
    for (const [path, text] of compile(catalogOf(nastyFiles())))
      expect(readFileSync(join(folder, 'generated', path), 'utf8'), path).toBe(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Modules and cookbooks that the catalog's profiles are bound to. */
const filesBelow = (folder: string): [path: string, text: string][] =>
  globSync('**/*.{pp,rb}', { cwd: folder }).map((path) => [path, readFileSync(join(folder, path), 'utf8')]);

describe.each([
  ['examples/shop', shopFiles, undefined],
  ['examples/estate', estateFiles, 'test/compile/estate/vendor'],
  ['the nasty catalog', nastyFiles, 'test/compile/nasty/vendor'],
])('what %s compiles to', (_name, files, vendor) => {
  const foreign = vendor === undefined ? [] : filesBelow(join(ROOT, vendor));
  const generated = new Map([...compile(catalogOf(files())), ...foreign]);

  test('is clean for the checkers of Puppet', async () => {
    expect(await lint(treeOf(generated, 'puppet'), 'puppet')).toEqual([]);
  }, 300_000);

  test('is clean for the checkers of Chef', async () => {
    expect(await lint(treeOf(generated, 'chef'), 'chef')).toEqual([]);
  }, 300_000);
});
