import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EnvironmentStatus } from '../../src/cli/environment-status.ts';
import { runToKill, wasKilled } from '../chaos/kill.ts';
import type { Team } from '../cli/team.ts';
import { systemFiles, webProfile } from '../release/system.ts';
import { type CloudTeam, cloudTeam } from './cloud-team.ts';
import { loadThrough, pageThrough } from './through-balancer.ts';

let cloud: CloudTeam;
let team: Team;
let images: string[];

beforeAll(async () => {
  process.env['STAGING_TOKEN'] = 'staging-sesame';
  cloud = await cloudTeam(
    async ({ hostAddress }) => ({
      ...{ from: `${hostAddress}/32`, connect: 'private', more: 'hosted_zone: {create: true}' },
    }),
    systemFiles(),
  );
  team = cloud.team;
  await team.run('os', 'update');
  await team.run('bake', '--all');
  await team.run('release', 'cut', 'system');
  for (const version of [2, 3]) {
    team.write(webProfile(version));
    await team.run('bake', 'web');
    await team.run('release', 'cut', 'system');
  }
  images = cloud.left();
}, 600_000);

afterAll(async () => await cloud?.[Symbol.asyncDispose](), 120_000);

const region = () => cloud.endpoint.cloud.region('eu-central-1');

async function statusOf(environment: string): Promise<EnvironmentStatus> {
  const [status] = await team.ask<EnvironmentStatus[]>('status', '--env', environment);
  if (!status) throw new Error(`${environment} does not run`);
  return status;
}

const machinesOf = async (role: string) =>
  (await statusOf('test')).roles.find((one) => one.role === role)?.machines ?? [];

const tagsOf = async (role: string) => (await machinesOf(role)).map(({ tag, state }) => `${tag} ${state}`);

test('a release is up: machines behind a balancer that finds them well, under names, with flags', async () => {
  await team.run('up', 'system@1', '--env', 'test');
  expect(await tagsOf('web')).toEqual(['role/web@1 up', 'role/web@1 up']);
  expect(await tagsOf('worker')).toEqual(['role/worker@1 runs']);
  expect(await pageThrough(region(), 'web')).toBe('version 1 says hello test');
  const { names } = await statusOf('test');
  expect(Object.keys(names)).toContain('web.test.system.example');
  const [worker] = await machinesOf('worker');
  const command = 'tr "\\0" "\\n" </proc/$(pgrep sleep)/environ';
  expect(await team.run('ssh', worker?.id ?? '', '--', 'sh', '-c', command)).toContain(
    'PAGES=http://web.test.system.example/',
  );
  expect(await team.run('up', 'system@1', '--env', 'test')).toMatch(/^test runs release\/system@1 already/);
}, 300_000);

test('status shows it as a table, as JSON and as a picture', async () => {
  expect(await team.run('status', '--provider', 'ec2', '--svg', 'status.svg')).toMatch(
    /^test: release\/system@1, since .*\n +web +balancer +\S+ +web\.test\.system\.example\n/,
  );
  expect(team.read('status.svg')).toContain('role/web@1');
  expect(await team.run('status', '--provider', 'local')).toMatch(/^no environment runs/);
}, 60_000);

test('the next release and back while pages are asked for: none fails', async () => {
  const load = loadThrough(region(), 'web', 20);
  await team.run('up', 'system@2', '--env', 'test');
  expect(await tagsOf('web')).toEqual(['role/web@2 up', 'role/web@2 up']);
  expect(await pageThrough(region(), 'web')).toBe('version 2 says hello test');
  const running = [...region().instances.values()].filter(({ state }) => state === 'running');
  expect(new Set(running.map(({ groups }) => groups.join(' '))).size).toBe(1);
  await team.run('rollback', '--env', 'test');
  const { failures, bodies } = await load.stop();
  expect(failures).toEqual([]);
  expect([...bodies.keys()].sort()).toEqual(['version 1 says hello test', 'version 2 says hello test']);
  expect(await tagsOf('web')).toEqual(['role/web@1 up', 'role/web@1 up']);
  expect((await statusOf('test')).record).toMatchObject({ release: 'release/system@1', previous: 'release/system@2' });
}, 600_000);

test('a release that is ill there never gets a request, and nothing is left of it', async () => {
  const before = cloud.left();
  const load = loadThrough(region(), 'web', 20);
  const failed = await team.try('up', 'system@3', '--env', 'test', '--wait', '10');
  const { failures, bodies } = await load.stop();
  expect(failed.code).toBe(5);
  expect(failed.stderr).toMatch(/error\[check-failed\]: web-[0-9a-f]+-\d \(role\/web@3\)/);
  expect(failures).toEqual([]);
  expect([...bodies.keys()]).toEqual(['version 1 says hello test']);
  expect(cloud.left()).toEqual(before);
}, 300_000);

test('one that is killed before it switches is taken back by the next command', async () => {
  const before = cloud.left();
  const kill = { write: 'endStep', when: 'before', step: 'launch web' } as const;
  expect(wasKilled(await runToKill(team, kill, 'up', 'system@2', '--env', 'test'))).toBe(true);
  expect(await tagsOf('web')).toEqual(['role/web@1 up', 'role/web@1 up']);
  expect(await pageThrough(region(), 'web')).toBe('version 1 says hello test');
  expect(cloud.left()).toEqual(before);
}, 300_000);

test('one that is killed once it has switched is finished by the next command', async () => {
  const before = cloud.left();
  const kill = { write: 'endStep', when: 'after', step: 'switch balancers' } as const;
  expect(wasKilled(await runToKill(team, kill, 'up', 'system@2', '--env', 'test'))).toBe(true);
  expect(await tagsOf('web')).toEqual(['role/web@2 up', 'role/web@2 up']);
  expect(await pageThrough(region(), 'web')).toBe('version 2 says hello test');
  expect(cloud.left()).toEqual(before);
}, 300_000);

test('an environment with a time given ends by itself, another by down; nothing is left', async () => {
  await team.run('up', 'system@1', '--env', 'staging', '--for', '5s');
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  expect(await team.run('status', '--env', 'staging')).toMatch(/staging does not run/);
  expect(await team.run('down', '--env', 'test', '--dry-run')).toMatch(/^would end: web-/);
  await team.run('down', '--env', 'test');
  expect(await team.ask('status')).toEqual([]);
  expect(await team.ask('machines')).toEqual([]);
  expect(cloud.left()).toEqual(images);
}, 300_000);
