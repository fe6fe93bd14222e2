import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listCatalog, readCatalogFiles } from '../../src/catalog/files.ts';
import { compileChangedRoles } from '../../src/compile/incremental/changed-roles.ts';
import { compileFolder } from '../../src/compile/incremental/compile-folder.ts';
import { readLastCompile } from '../../src/compile/incremental/last-compile-file.ts';
import { Refusal } from '../../src/problem/problem.ts';
import { ROOT } from './catalogs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolebake-incremental-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (path: string) => join(folder, path);
const read = (path: string) => readFileSync(at(path), 'utf8');
function write(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

const filesIn = (top: string): string[] =>
  !existsSync(at(top))
    ? []
    : readdirSync(at(top), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
        .sort();

const textsIn = (top: string) => Object.fromEntries(filesIn(top).map((path) => [path.slice(top.length), read(path)]));

/** Stamps count as settled at once: then the file system's clock must have gone on since, which `nextTick` waits for. */
const SOON_MS = 60_000;
const nextTick = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 15);

const place = (generated: string, build = 'one') => ({
  listing: listCatalog(at('catalog'), 'catalog/'),
  platform: () => readCatalogFiles(join(ROOT, 'role-templates/platform'), 'rolebake:'),
  generated: at(generated),
  build,
  now: () => Date.now() + SOON_MS,
});

/** What a compile says and writes. */
function outcome(generated: string, memory: string | undefined): unknown {
  try {
    const { roles, files, changes, write: act } = compileFolder(place(generated), memory);
    const said = { roles, files, changes: changes.map((change) => ({ ...change })) };
    act();
    return { ...said, texts: textsIn(generated) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return JSON.parse(JSON.stringify(error.problems).replaceAll(at(generated), 'OUT'));
  }
}

const profile = (name: string, rest: string) =>
  write(`catalog/profiles/${name}.yaml`, `profile: ${name}\nparameters:\n  word: {type: string, default: a}\n${rest}`);
const role = (name: string, word: string, uses = ['one', 'two']) =>
  write(
    `catalog/roles/${name}.yaml`,
    `role: ${name}\nuses:\n${uses.map((use) => `  - ${use}: {word: ${word}}\n`).join('')}`,
  );

function startCatalog(): void {
  write('catalog/catalog.yaml', 'catalog: small\nos: debian-12\n');
  write('catalog/templates/t.hbs', 'word {{word}}\n');
  profile('base', 'resources:\n  - package: base\n');
  profile('one', 'uses: [base]\nresources:\n  - file: /etc/one\n    template: t.hbs\n');
  profile('two', 'resources:\n  - file: /etc/two\n    content: "{{word}}"\n');
  for (const name of ['web', 'one', 'worker', 'db']) role(name, 'x');
  write('catalog/roles/web_b.yaml', 'role: web_b\nextends: [web]\n');
}

/** Ways in which a catalog, its output and its memory change; `n` makes them differ. */
const EDITS: Readonly<Record<string, (n: number) => void>> = {
  nothing: () => undefined,
  'a value of a role': (n) => role(['web', 'one', 'worker', 'db'][n % 4] ?? '', `v${n}`),
  'a role more': (n) => role(`more_${n % 3}`, 'x'),
  "a role with another one's name": (n) => role(['web_7', 'db_prod', 'db_test'][n % 3] ?? '', 'x'),
  'a role that uses something else': (n) => role('worker', 'x', n % 2 === 0 ? ['base'] : ['one', 'three']),
  'a role less': (n) =>
    rmSync(at(`catalog/roles/${['more_0', 'db', 'worker', 'web', 'web_7', 'db_prod'][n % 6]}.yaml`), { force: true }),
  'a role that is wrong': (n) => role('db', n % 2 === 0 ? 'x' : '[1]'),
  'no YAML': (n) => write('catalog/roles/db.yaml', n % 2 === 0 ? 'role: [' : 'role: db\nuses: [two]\n'),
  'a name in an escape': () => write('catalog/roles/db.yaml', 'role: db\nextends: ["w\\x65b"]\n'),
  'a profile': (n) => profile('two', `resources:\n  - file: /etc/two\n    content: "${n}{{word}}"\n`),
  'a profile more': () => profile('three', 'resources:\n  - package: three\n'),
  'a profile less': () => rmSync(at('catalog/profiles/three.yaml'), { force: true }),
  'a template': (n) => write('catalog/templates/t.hbs', `word ${n} {{word}}\n`),
  'the settings': (n) => write('catalog/catalog.yaml', `catalog: small\nos: debian-12\nmaintainer: M${n}\n`),
  'a stray file': (n) =>
    n % 2 === 0 ? write('catalog/stray.yaml', '') : rmSync(at('catalog/stray.yaml'), { force: true }),
  'a touch': (n) => {
    const all = [...filesIn('catalog'), ...filesIn('generated')];
    utimesSync(at(all[n % all.length] ?? ''), 1, 1);
  },
  'as long and as old as before': (n) => {
    const all = [...filesIn('catalog/roles'), ...filesIn('generated')];
    const path = all[n % all.length] ?? '';
    const { atime, mtime } = statSync(at(path));
    write(
      path,
      read(path).replace(/[a-z](?=[^a-z]*$)/, (letter) => (letter === 'q' ? 'r' : 'q')),
    );
    utimesSync(at(path), atime, mtime);
  },
  'generated files as they were': () => rmSync(at('generated'), { recursive: true, force: true }),
  'a generated file less': (n) => {
    const all = filesIn('generated');
    if (all.length > 0) rmSync(at(all[n % all.length] ?? ''));
  },
  'memory lost': () => rmSync(at('memory'), { force: true }),
  'memory damaged': (n) => {
    const bytes = readFileSync(at('memory'));
    bytes[n % bytes.length] = (bytes[n % bytes.length] ?? 0) ^ 255;
    writeFileSync(at('memory'), n % 3 === 0 ? bytes.subarray(0, n % bytes.length) : bytes);
  },
};

const RUNS = Number(process.env['ROLEBAKE_FUZZ_RUNS'] ?? 15);

test('whatever changed, a compile with a memory says and writes what one without does', {
  timeout: RUNS * 5000,
}, () => {
  const edit = fc.record({ name: fc.constantFrom(...Object.keys(EDITS)), n: fc.nat(100_000) });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      rmSync(folder, { recursive: true });
      startCatalog();
      outcome('generated', at('memory'));
      for (const { name, n } of edits) {
        nextTick();
        if (name.startsWith('memory') && !filesIn('.').includes('memory')) continue;
        EDITS[name]?.(n);
        rmSync(at('cold'), { recursive: true, force: true });
        if (existsSync(at('generated'))) cpSync(at('generated'), at('cold'), { recursive: true });
        const cold = outcome('cold', undefined);
        expect(outcome('generated', at('memory')), `after: ${name}`).toEqual(cold);
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
  startCatalog();
  role('more_uat', 'x');
  role('load_test', 'x');
  outcome('generated', at('memory'));
  nextTick();
  role(name, 'x');
  expect(outcome('generated', at('memory'))).toMatchObject([{ code }]);
});

/** What a compile of the changed roles alone would do; undefined if it takes a whole one. */
function ofChangedRoles() {
  const last = readLastCompile(at('memory'));
  return last && compileChangedRoles(place('generated'), last)?.changes.map(({ path }) => path);
}

test('only the role that changed is compiled, and those that extend it', () => {
  startCatalog();
  outcome('generated', at('memory'));
  nextTick();
  expect(ofChangedRoles()).toEqual([]);
  role('worker', 'y');
  expect(ofChangedRoles()?.filter((path) => path.endsWith('.yaml'))).toEqual(['puppet/data/role/worker.yaml']);
  expect(ofChangedRoles()?.filter((path) => !path.includes('worker'))).toEqual([]);
  role('worker', 'x');
  role('web', 'y');
  expect(ofChangedRoles()?.filter((path) => path.endsWith('.yaml'))).toEqual([
    'puppet/data/role/web.yaml',
    'puppet/data/role/web_b.yaml',
  ]);
  profile('two', 'resources:\n  - package: other\n');
  expect(ofChangedRoles()).toBeUndefined();
});

test('a memory of another build of rolebake is not used', () => {
  startCatalog();
  outcome('generated', at('memory'));
  const last = readLastCompile(at('memory'));
  expect(last && compileChangedRoles(place('generated', 'another'), last)).toBeUndefined();
});
