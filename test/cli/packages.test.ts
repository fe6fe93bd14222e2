import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobData } from '../../src/cli/jobs/job-data.ts';
import { type SmallArchive, smallArchive } from '../fixtures/small-archive.ts';
import { readTree } from './image.ts';
import { tagSmallSystem } from './small-system.ts';
import { Team } from './team.ts';

/** Two packages, and a role for each way to need them. */
const FILES = {
  'catalog/catalog.yaml': 'catalog: small\nos: debian-12\n',
  'catalog/profiles/greeter.yaml': 'profile: greeter\nresources:\n  - package: greeter\n',
  'catalog/profiles/other.yaml': 'profile: other\nresources:\n  - package: other\n',
  'catalog/profiles/refreshed.yaml': `profile: refreshed
resources:
  - exec: refresh
    command: [/usr/bin/apt-get, update]
    creates: /usr/share/greeter
  - package: greeter
    after: [refresh]
`,
  'catalog/roles/web.yaml': 'role: web\nuses: [greeter]\n',
  'catalog/roles/worker.yaml': 'role: worker\nuses: [greeter, other]\n',
  'catalog/roles/aside.yaml': 'role: aside\nuses: [other]\n',
  'catalog/roles/fresh.yaml': 'role: fresh\nuses: [refreshed]\n',
};
const FIRST = [
  { name: 'greeter', version: '1.0' },
  { name: 'other', version: '1.0' },
];
const DEB = '/pool/greeter_1.0_all.deb';

let team: Team;
let archive: SmallArchive;

beforeAll(async () => {
  team = await Team.of(FILES);
  archive = await smallArchive(team.network.replace(/0\/24$/, '1'));
  archive.publishBriefly(...FIRST);
  await tagSmallSystem(team, archive);
}, 400_000);

afterAll(async () => {
  await archive?.[Symbol.asyncDispose]();
  await team?.end();
}, 60_000);

const digestOf = async (tag: string, of = team): Promise<string> =>
  (await of.ask<{ entry: { digest: string } }>('show', tag)).entry.digest;

const versionIn = async (tag: string): Promise<string | undefined> =>
  (await readTree(team, tag)).get('/usr/share/greeter/version')?.content;

/** The line of the newest job's log that says where packages came from. */
async function packagesLine(role: string): Promise<string | undefined> {
  const job = (await team.ask<JobData[]>('jobs', '--role', role)).at(-1)?.id ?? '';
  const lines = readFileSync(team.path(`state/logs/${job}/output.log`), 'utf8').split('\n');
  return lines.find((line) => line.startsWith('packages: '));
}

const kept = () => readdirSync(team.path('state/packages/sha256'));

interface Bill {
  readonly components: readonly { name: string; version: string; hashes?: readonly { content: string }[] }[];
}

const billOf = async (tag: string, name: string) =>
  (await team.ask<Bill>('sbom', tag)).components.find((one) => one.name === name);

test('what bakes want at the same time, one with either tool, is downloaded once, and lists not at all', async () => {
  await team.run('bake', 'web', 'worker', '--at-once', '2');
  expect(archive.asked().sort()).toEqual([DEB, '/pool/other_1.0_all.deb']);
  expect(team.left()).toEqual([]);
}, 400_000);

test('a later bake downloads nothing, also if it asks for new lists itself, which leaves no trace', async () => {
  await team.run('bake', 'aside', 'fresh', '--at-once', '2');
  for (const role of ['aside', 'fresh'])
    expect(await packagesLine(role)).toBe('packages: 1 from the store, 0 downloaded (0.0 MB)');
  expect(await digestOf('role/fresh@1')).toBe(await digestOf('role/web@1'));
  expect(archive.asked()).toEqual([]);
}, 400_000);

test('the bill of materials has the digest of each package file, of the base tree too where its archive has it', async () => {
  const greeter = await billOf('role/web@1', 'greeter');
  expect(kept()).toContain(greeter?.hashes?.[0]?.content);
  expect(greeter?.version).toBe('1.0');
  expect(await team.run('store', 'verify')).toMatch(
    /^whole: 5 snapshots, 0 archives of applications and modules, 1 archive states, 4 /,
  );
}, 60_000);

test('the image is the same as without a store', async () => {
  await using other = await Team.of(FILES);
  archive.publish(...FIRST);
  await tagSmallSystem(other, archive, { isKnown: false });
  archive.asked();
  await other.run('bake', 'web', 'aside', '--at-once', '2');
  expect(archive.asked()).toContain(DEB);
  for (const tag of ['role/web@1', 'role/aside@1']) expect(await digestOf(tag, other)).toBe(await digestOf(tag));
}, 400_000);

test('the mirror has moved on: nothing changes before os update does, and then what has the package', async () => {
  archive.publish({ name: 'greeter', version: '2.0' }, { name: 'other', version: '1.0' });
  expect(await team.run('plan')).toMatch(/^aside +keep .*\nfresh +keep .*\nweb +keep .*\nworker +keep /);
  await tagSmallSystem(team, archive);
  expect(await team.run('plan', 'web', 'aside')).toBe(
    'web    bake  role/web@1 differs in: package greeter (1.0 -> 2.0)\naside  keep  role/aside@1 has the same packages\n',
  );
  await team.run('bake', 'web');
  expect(archive.asked()).toEqual(['/pool/greeter_2.0_all.deb']);
  expect((await billOf('role/web@2', 'greeter'))?.version).toBe('2.0');
}, 400_000);

test('a bake that is held to a tag has its versions, and with the same catalog its digest', async () => {
  await team.run('bake', 'web', '--hold', 'role/web@1');
  expect(archive.asked()).toEqual([]);
  expect(await digestOf('role/web@3')).toBe(await digestOf('role/web@1'));
  expect(await versionIn('role/web@3')).not.toBe(await versionIn('role/web@2'));
}, 400_000);

test('held to a tag with a catalog that has changed: the versions of then, the rest of now', async () => {
  team.write({
    'catalog/profiles/other.yaml': 'profile: other\nresources:\n  - file: /etc/other\n    content: "new\\n"\n',
  });
  await team.run('bake', 'worker', '--hold', 'role/worker@1');
  const tree = await readTree(team, 'role/worker@2');
  expect(tree.has('/etc/other')).toBe(true);
  expect((await billOf('role/worker@2', 'greeter'))?.version).toBe('1.0');
}, 400_000);

/** Changes a byte of a package that is kept. */
async function damage(tag: string): Promise<string> {
  const hex = (await billOf(tag, 'greeter'))?.hashes?.[0]?.content ?? '';
  const path = join(team.path('state/packages/sha256'), hex);
  const bytes = readFileSync(path);
  bytes[bytes.length - 600] = (bytes[bytes.length - 600] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  return hex;
}

test('a damaged package is found, not used, and downloaded again', async () => {
  const hex = await damage('role/web@2');
  const { code, stdout } = await team.try('store', 'verify', 'role/web@2');
  expect(stdout).toContain(`package role/web@2: sha256:${hex} has other bytes than were stored\n`);
  expect(code).toBe(1);
  expect(await team.run('reproduce', 'role/web@2')).toMatch(/identical/);
  expect(archive.asked()).toEqual(['/pool/greeter_2.0_all.deb']);
  expect(await team.run('store', 'verify', 'role/web@2')).toMatch(/^whole: /);
}, 400_000);

test('a package that neither store nor mirror has is named, at once', async () => {
  await damage('role/web@1');
  const { code, stderr } = await team.try('reproduce', 'role/web@1');
  expect(stderr).toMatch(
    /^error\[package-gone\]: role web: the mirror of os\/debian-12@1 has no more, and the package store lacks: greeter 1\.0 \(all\)$/m,
  );
  expect(stderr).not.toContain('try 2');
  expect(code).toBe(5);
  expect(archive.asked()).toEqual([DEB]);
  expect(team.left()).toEqual([]);
}, 400_000);

test('a role that takes packages past the store is not held, and that is said', async () => {
  archive.publish({ name: 'greeter', version: '3.0' }, { name: 'other', version: '1.0' });
  team.write({
    'catalog/profiles/refreshed.yaml': `profile: refreshed
resources:
  - exec: refresh
    command: [/usr/bin/env, --unset=APT_CONFIG, /usr/bin/apt-get, update]
    creates: /usr/share/greeter
  - exec: install
    command: [/usr/bin/env, --unset=APT_CONFIG, /usr/bin/apt-get, install, --yes, greeter]
    creates: /usr/share/greeter
    after: [refresh]
`,
  });
  const { code, stderr } = await team.try('bake', 'fresh', '--hold', 'role/fresh@1');
  expect(stderr).toMatch(
    /^error\[package-differs\]: role fresh does not come out with the packages of role\/fresh@1: greeter is 3\.0, not 1\.0$/m,
  );
  expect(code).toBe(5);
}, 400_000);

test('store prune removes packages that no tag needs, and none that one does', async () => {
  const before = kept();
  archive.publish(
    { name: 'greeter', version: '2.0' },
    { name: 'other', version: '1.0' },
    { name: 'third', version: '1' },
  );
  await tagSmallSystem(team, archive);
  team.write({
    'catalog/profiles/third.yaml':
      'profile: third\nresources:\n  - package: third\n  - unit: failing\n    exec: /bin/false\n    user: root\n',
    'catalog/roles/third.yaml': 'role: third\nuses: [third]\n',
  });
  expect((await team.try('bake', 'third')).code).toBe(5);
  const third = kept().filter(
    (name) => !before.includes(name) && statSync(join(team.path('state/packages/sha256'), name)).nlink === 1,
  );
  expect(third).toHaveLength(1);
  expect(await team.run('store', 'prune', '--older-than', '0')).toContain('removed 1 packages and 0 archive states');
  expect(kept()).not.toContain(third[0]);
  expect(await team.run('store', 'verify')).toMatch(/^whole: /);
}, 400_000);
