import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileChangedRoles } from '../../src/compile/incremental/changed-roles.ts';
import { readMemory } from '../../src/compile/incremental/memory.ts';
import { nextTick, SmallCatalog } from './small-catalog.ts';

let catalog: SmallCatalog;
beforeEach(() => {
  catalog = new SmallCatalog(mkdtempSync(join(tmpdir(), 'rolebake-incremental-')));
});
afterEach(() => rmSync(catalog.folder, { recursive: true, force: true }));

const at = (path: string) => catalog.at(path);
const filesIn = (top: string) => catalog.filesIn(top);

const memoryFile = (n: number): string => filesIn('memory')[n % filesIn('memory').length] ?? '';

/** Ways in which a catalog, its output and its memory change; `n` makes them differ. */
const EDITS: Readonly<Record<string, (n: number) => void>> = {
  nothing: () => undefined,
  'a value of a role': (n) => catalog.role(['web', 'one', 'worker', 'db'][n % 4] ?? '', `v${n}`),
  'a value of a trait': (n) => catalog.trait(`v${n}`),
  'a role more': (n) => catalog.role(['more_0', 'more_a', 'a'][n % 3] ?? '', 'x'),
  "a role with another one's name": (n) => catalog.role(['web_7', 'db_prod', 'db_test'][n % 3] ?? '', 'x'),
  'a role that uses something else': (n) => catalog.role('worker', 'x', n % 2 === 0 ? ['base'] : ['one', 'three']),
  'a role less': (n) =>
    rmSync(at(`catalog/roles/${['more_0', 'db', 'worker', 'web', 'web_7', 'db_prod'][n % 6]}.yaml`), { force: true }),
  'a role that is wrong': (n) => catalog.role('db', n % 2 === 0 ? 'x' : '[1]'),
  'no YAML': (n) => catalog.write('catalog/roles/db.yaml', n % 2 === 0 ? 'role: [' : 'role: db\nuses: [two]\n'),
  'a name in an escape': () => catalog.write('catalog/roles/db.yaml', 'role: db\nextends: ["w\\x65b"]\n'),
  'a profile': (n) => catalog.profile('two', `resources:\n  - file: /etc/two\n    content: "${n}{{word}}"\n`),
  'a profile more': () => catalog.profile('three', 'resources:\n  - package: three\n'),
  'a profile less': () => rmSync(at('catalog/profiles/three.yaml'), { force: true }),
  'a template': (n) => catalog.write('catalog/templates/t.hbs', `word ${n} {{word}}\n`),
  'the settings': (n) => catalog.write('catalog/catalog.yaml', `catalog: small\nos: debian-12\nmaintainer: M${n}\n`),
  'a stray file': (n) =>
    n % 2 === 0 ? catalog.write('catalog/stray.yaml', '') : rmSync(at('catalog/stray.yaml'), { force: true }),
  'a touch': (n) => {
    const all = [...filesIn('catalog'), ...filesIn('generated')];
    utimesSync(at(all[n % all.length] ?? ''), 1, 1);
  },
  'as long and as old as before': (n) => {
    const all = [...filesIn('catalog/roles'), ...filesIn('generated')];
    const path = all[n % all.length] ?? '';
    const { atime, mtime } = statSync(at(path));
    catalog.write(
      path,
      catalog.read(path).replace(/[a-z](?=[^a-z]*$)/, (letter) => (letter === 'q' ? 'r' : 'q')),
    );
    utimesSync(at(path), atime, mtime);
  },
  'generated files as they were': () => rmSync(at('generated'), { recursive: true, force: true }),
  'a generated file less': (n) => {
    const all = filesIn('generated');
    if (all.length > 0) rmSync(at(all[n % all.length] ?? ''));
  },
  'memory lost': (n) => rmSync(at(memoryFile(n)), { force: true }),
  'memory damaged': (n) => {
    const file = at(memoryFile(n));
    const bytes = readFileSync(file);
    bytes[n % bytes.length] = (bytes[n % bytes.length] ?? 0) ^ 255;
    writeFileSync(file, n % 3 === 0 ? bytes.subarray(0, n % bytes.length) : bytes);
  },
};

/** Edits of generated files that a compile of some roles may leave for later. */
const BY_HAND = ['as long and as old as before', 'a generated file less'];

const RUNS = Number(process.env['ROLEBAKE_FUZZ_RUNS'] ?? 15);

test('whatever changed, a compile with a memory says and writes what one without does', {
  timeout: RUNS * 5000,
}, () => {
  const edit = fc.record({ name: fc.constantFrom(...Object.keys(EDITS)), n: fc.nat(100_000) });
  fc.assert(
    fc.property(fc.boolean(), fc.array(edit, { minLength: 1, maxLength: 12 }), (everywhere, edits) => {
      catalog.start();
      catalog.outcome('generated', at('memory'));
      for (const { name, n } of edits) {
        nextTick();
        if (name.startsWith('memory') && filesIn('memory').length === 0) continue;
        if (!everywhere && BY_HAND.includes(name)) continue;
        EDITS[name]?.(n);
        rmSync(at('cold'), { recursive: true, force: true });
        if (existsSync(at('generated'))) cpSync(at('generated'), at('cold'), { recursive: true });
        const cold = catalog.outcome('cold', undefined);
        expect(catalog.outcome('generated', at('memory'), { everywhere }), `after: ${name}`).toEqual(cold);
      }
    }),
    { numRuns: RUNS },
  );
});

test.each([
  ['web_7', 'reserved-name'],
  ['db_staging', 'environment-value'],
  ['more', 'environment-value'],
  ['load_prod', 'environment-value'],
])('%s, which cannot be beside another role, is refused by a compile with a memory', (name, code) => {
  catalog.start();
  catalog.role('more_uat', 'x');
  catalog.role('load_test', 'x');
  catalog.outcome('generated', at('memory'));
  nextTick();
  catalog.role(name, 'x');
  expect(catalog.outcome('generated', at('memory'))).toMatchObject([{ code }]);
});

/** What a compile of the changed roles alone would do; undefined if it takes a whole one. */
function ofChangedRoles() {
  const last = readMemory(at('memory'));
  return last && compileChangedRoles(catalog.place('generated'), last)?.changes.map(({ path }) => path);
}

test('only the role that changed is compiled, and those that extend it', () => {
  catalog.start();
  catalog.outcome('generated', at('memory'));
  nextTick();
  expect(ofChangedRoles()).toEqual([]);
  catalog.role('worker', 'y');
  expect(ofChangedRoles()?.filter((path) => path.endsWith('.yaml'))).toEqual(['puppet/data/role/worker.yaml']);
  expect(ofChangedRoles()?.filter((path) => !path.includes('worker'))).toEqual([]);
  catalog.role('worker', 'x');
  catalog.role('web', 'y');
  expect(ofChangedRoles()?.filter((path) => path.endsWith('.yaml'))).toEqual([
    'puppet/data/role/web.yaml',
    'puppet/data/role/web_b.yaml',
  ]);
  catalog.profile('two', 'resources:\n  - package: other\n');
  expect(ofChangedRoles()).toBeUndefined();
});

test('a memory of another build of rolebake is not used', () => {
  catalog.start();
  catalog.outcome('generated', at('memory'));
  const last = readMemory(at('memory'));
  expect(last && compileChangedRoles(catalog.place('generated', { build: 'another' }), last)).toBeUndefined();
});
