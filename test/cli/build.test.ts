import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

const DEPENDENCIES: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
).dependencies;

/** The package as npm unpacks it, beside what it depends on, and nothing else. */
let made: string;
beforeAll(() => {
  made = mkdtempSync(join(tmpdir(), 'rolebake-build-'));
  execFileSync(process.execPath, [join(ROOT, 'scripts/build.ts'), made]);
  for (const part of ['bin', 'schemas', 'role-templates', 'package.json'])
    cpSync(join(ROOT, part), join(made, part), { recursive: true });
  mkdirSync(join(made, 'node_modules'));
  for (const name of Object.keys(DEPENDENCIES))
    symlinkSync(join(ROOT, 'node_modules', name), join(made, 'node_modules', name));
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

const run = (root: string, ...argv: string[]) => {
  const env = { ...process.env, XDG_CACHE_HOME: join(made, 'cache') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/rolebake.cjs'), ...argv], {
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
};

test('the build compiles the example to the same files as the sources do', () => {
  const { status, stdout } = run(made, '-C', join(ROOT, 'examples/shop'), 'compile', '--check');
  expect([status, stdout]).toEqual([0, 'generated files are up to date\n']);
});

test('only what cannot be bundled comes with the package: Node, and the part of ssh2 that a machine compiles', () => {
  expect(Object.keys(DEPENDENCIES)).toEqual(['node', 'ssh2']);
});

/** What is a program of its own, and no module for others. */
const PROGRAM = /-worker\.cjs$/;

test('every module of the build loads', () => {
  const dist = join(made, 'dist');
  const modules = globSync('**/*.cjs', { cwd: dist }).filter((path) => !PROGRAM.test(path));
  const loads = modules.map((path) => `require(${JSON.stringify(join(dist, path))});`);
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=commonjs'], {
    input: loads.join('\n'),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(modules.length).toBeGreaterThan(50);
});

test("AWS's SDK is in a file of its own, which is not read where nothing is on EC2", () => {
  const dist = join(made, 'dist');
  const holding = globSync('**/*.cjs', { cwd: dist }).filter((path) =>
    readFileSync(join(dist, path), 'utf8').includes('EC2Client = class '),
  );
  expect(holding).toHaveLength(1);
  const sdk = join(dist, holding[0] ?? '');
  renameSync(sdk, `${sdk}.away`);
  const shop = join(ROOT, 'examples/shop');
  const asked = [
    ['--help'],
    ['-C', shop, 'compile', '--check'],
    ['-C', shop, 'heads'],
    ['-C', shop, 'machines', '--help'],
  ];
  expect(asked.map((argv) => run(made, ...argv).status)).toEqual(asked.map(() => 0));
  renameSync(`${sdk}.away`, sdk);
});

test('the build says of a wrong catalog what the sources say', () => {
  const shop = join(made, 'shop');
  cpSync(join(ROOT, 'examples/shop'), shop, { recursive: true });
  writeFileSync(join(shop, 'catalog/roles/wrong.yaml'), 'role: wrong\nuse: [x]\nserves: {http: {port: 0}}\n');
  writeFileSync(
    join(shop, 'catalog/profiles/wrong.yaml'),
    'profile: wrong\nresources:\n  - file: x\n  - package: 1\n  - users: a\n  - {package: a, user: b}\n',
  );
  const built = run(made, '-C', shop, 'compile');
  expect(built.status).toBe(3);
  expect(built).toEqual(run(ROOT, '-C', shop, 'compile'));
});

test('a build that is older than a source is not used', () => {
  const checkout = join(made, 'checkout');
  for (const part of ['bin', 'schemas', 'role-templates'])
    cpSync(join(made, part), join(checkout, part), { recursive: true });
  for (const [path, text] of [
    ['src/cli/main.ts', 'console.log("sources")'],
    ['dist/main.cjs', 'exports.run = () => console.log("build")'],
    ['package.json', '{"type": "module"}'],
  ] as const) {
    cpSync(join(made, 'package.json'), join(checkout, path));
    writeFileSync(join(checkout, path), text);
  }
  const at = (seconds: number) => utimesSync(join(checkout, 'dist/main.cjs'), seconds, seconds);
  at(Date.now() / 1000 + 60);
  expect(run(checkout).stdout).toBe('build\n');
  at(1);
  expect(run(checkout).stdout).toBe('sources\n');
});
