import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { environmentFiles } from '../../src/release/front/environment-files.ts';
import { octodnsYaml, zoneFile } from '../../src/release/front/zone-file.ts';
import { releaseFact } from '../../src/release/lock.ts';
import { EnvironmentStore } from '../../src/release/up/environment-store.ts';
import { buildOsTree } from '../../src/streams/os.ts';
import { sayings } from '../cli/stocked.ts';
import { Team } from '../cli/team.ts';

const hosts = new Map([
  ['web.test.shop.example', ['10.0.0.3']],
  ['web-10.test.shop.example', ['10.0.0.5', '10.0.0.6']],
  ['web-9.test.shop.example', ['10.0.0.4']],
]);
const named = { zone: 'test.shop.example', hosts, resolver: '10.0.0.2' };
const record = {
  environment: 'test',
  zone: 'shop.example',
  release: 'release/shop@1',
  since: '2026-11-30T12:00:00.000Z',
};
const listeners = [
  { endpoint: 'http', port: 80, target: 8080, health: "/it's/a?path" },
  { endpoint: 'queue', port: 5672, target: 5672 },
];
const servers = [
  { id: 'web-1', address: '10.0.0.5', build: 1, weight: 256 },
  { id: 'web-2', address: '10.0.0.6', build: 1, weight: 26 },
];
const view = { record, named, balancers: [{ role: 'web', listeners, servers }] };
const ours = { owner: 'we', views: [view], now: 1_796_000_000 };

let tree: string;
let team: Team;

/** Debian's own programs, in a tree that has them; /mnt there is our folder, for this one run. */
function checked(...argv: string[]): { code: number | null; said: string } {
  const script = 'mount --bind "$1" "$2/mnt" && shift && root=$1 && shift && exec chroot "$root" "$@"';
  const all = ['--mount', 'sh', '-c', script, 'sh', team.folder, tree, ...argv];
  const { status, stdout, stderr } = spawnSync('unshare', all, { encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

beforeAll(async () => {
  const packages = ['haproxy', 'knot-dnssecutils'];
  const built = await buildOsTree({ suite: 'bookworm', packages }, realEffects);
  tree = built.dir;
  team = await Team.of({
    'catalog/catalog.yaml': 'catalog: shop\nos: debian-12\n',
    'catalog/roles/web.yaml': 'role: web\nuses: [front]\n',
    'catalog/profiles/front.yaml': 'profile: front\nresources:\n  - package: nginx\n',
  });
}, 400_000);

afterAll(async () => await team?.end());

test('kzonecheck and haproxy find nothing wrong with the files of an environment', () => {
  for (const [path, text] of environmentFiles(new Map(), ours)) {
    mkdirSync(join(team.folder, path, '..'), { recursive: true });
    writeFileSync(join(team.folder, path), text);
  }
  const zone = '/mnt/environments/test/zones/test.shop.example.zone';
  expect(checked('kzonecheck', '-v', '-o', 'test.shop.example', zone)).toMatchObject({ code: 0 });
  expect(checked('haproxy', '-c', '-f', '/mnt/environments/test/haproxy/web.cfg')).toMatchObject({ code: 0 });
  team.write({ 'environments/test/zones/test.shop.example.zone': '$ORIGIN x.\n@ A 10.0.0.1\n' });
  expect(checked('kzonecheck', '-o', 'test.shop.example', zone).code).not.toBe(0);
});

test('a zone whose servers have names has those, and no address of a resolver', () => {
  const at = { ...named, resolver: '169.254.169.253', nameServers: ['ns-1.dns.example', 'ns-2.dns.example'] };
  const text = zoneFile(at, 7, undefined);
  expect(text).toContain('\n@ SOA ns-1.dns.example. hostmaster 7 ');
  expect(text).toContain('\n@ NS ns-1.dns.example.\n@ NS ns-2.dns.example.\n');
  expect(text).not.toContain('169.254');
  expect(zoneFile(at, 9, text)).toBe(text);
  team.write({ 'named.zone': text });
  expect(checked('kzonecheck', '-v', '-o', named.zone, '/mnt/named.zone')).toMatchObject({ code: 0 });
});

test('a balancer that is reached by a name gets an alias', () => {
  const host = 'rb-test-web-1.eu-central-1.elb.example';
  const aliased = { ...named, hosts: new Map([['web.test.shop.example', [host]]]) };
  const text = zoneFile(aliased, 1, undefined);
  expect(text).toContain(`\nweb CNAME ${host}.\n`);
  team.write({ 'environments/test/zones/alias.zone': text });
  const zone = '/mnt/environments/test/zones/alias.zone';
  expect(checked('kzonecheck', '-v', '-o', 'test.shop.example', zone)).toMatchObject({ code: 0 });
  expect(parse(octodnsYaml(aliased))).toEqual({ web: { ttl: 5, type: 'CNAME', value: `${host}.` } });
});

test('octoDNS gets the same names, in its order', () => {
  const records = parse(octodnsYaml(named)) as Readonly<Record<string, unknown>>;
  expect(Object.keys(records)).toEqual(['web', 'web-9', 'web-10']);
  expect(records['web-10']).toEqual({ ttl: 5, type: 'A', values: ['10.0.0.5', '10.0.0.6'] });
  expect(parse(octodnsYaml({ ...named, hosts: new Map() }))).toEqual({});
});

test('the serial number of a zone moves on when a name does, even if the clock does not', () => {
  const first = zoneFile(named, 100, undefined);
  expect(first).toContain(' 100 ');
  expect(zoneFile(named, 200, first)).toBe(first);
  const moved = { ...named, hosts: new Map([['web.test.shop.example', ['10.0.0.9']]]) };
  expect(zoneFile(moved, 200, first)).toContain(' 200 ');
  expect(zoneFile(moved, 90, first)).toContain(' 101 ');
});

test('each host writes its own environments: those of others stay, its own that have ended go', () => {
  const asBytes = (files: Map<string, string | Buffer>) =>
    new Map([...files].map(([path, bytes]) => [path, Buffer.from(bytes)]));
  const first = asBytes(environmentFiles(new Map(), ours));
  const staging = { ...view, record: { ...record, environment: 'staging' } };
  const both = asBytes(environmentFiles(first, { owner: 'they', views: [staging], now: 2 }));
  expect(both.size).toBe(8);
  expect([...environmentFiles(both, { ...ours, views: [] }).keys()].every((path) => path.includes('/staging/'))).toBe(
    true,
  );
});

test('publish --environments commits them; a publish without it leaves them there', async () => {
  const { run } = sayings(team);
  const show = (path: string) =>
    execFileSync('git', ['--git-dir', team.path('config.git'), 'show', `main:${path}`], { encoding: 'utf8' });
  const ledger = openLedger(team.path('ledger'), { now: () => new Date() });
  const member = { role: 'web', tag: 'role/web@1', digest: digestOf('web'), count: 1, after: [], connections: [] };
  await ledger.append({
    kind: 'tag',
    stream: 'role',
    name: 'web',
    digest: member.digest,
    parents: [],
    job: 'x',
    who: 'y',
  });
  const lock = { release: 'shop', summary: 'x', zone: 'shop.example', members: [{ ...member, balancers: listeners }] };
  await ledger.append(releaseFact(lock, { job: 'x', who: 'y' }));
  const environments = new EnvironmentStore(team.path('state'), realEffects);
  await environments.put(record);
  await run('compile');
  await run('publish', '--environments', '--author', 'Ann <ann@example.org>');
  expect(JSON.parse(show('environments/test/environment.json'))).toMatchObject(record);
  expect(show('environments/test/haproxy/web.cfg')).toContain('backend be_web__queue');
  team.write({ 'catalog/roles/web.yaml': 'role: web\nsummary: Another\nuses: [front]\n' });
  await run('compile');
  await run('publish', '--author', 'Ann <ann@example.org>');
  expect(show('environments/test/zones/test.shop.example.zone')).toContain('$ORIGIN test.shop.example.');
  environments.remove('test');
  await run('publish', '--environments', '--author', 'Ann <ann@example.org>');
  expect(() => show('environments/test/environment.json')).toThrow();
  rmSync(team.path('environments'), { recursive: true, force: true });
}, 120_000);
