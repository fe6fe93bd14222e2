import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EnvironmentStatus } from '../../src/cli/environment-status.ts';
import { runToKill, wasKilled } from '../chaos/kill.ts';
import type { Team } from '../cli/team.ts';
import { systemFiles, webProfile } from '../release/system.ts';
import { ssmClient } from './client.ts';
import { type CloudTeam, cloudTeam } from './cloud-team.ts';
import { loadThrough, pageThrough } from './through-balancer.ts';

/** Stands nowhere but where AWS keeps it. */
const TOKEN = 'sesame-that-aws-keeps';

/** The secret of the machines is a reference, which they read themselves. */
const ENVIRONMENT = `environment: test
flags:
  GREETING: hello test
  TOKEN: {parameter: /system/test/token}
`;

let cloud: CloudTeam;
let team: Team;
let images: string[];

beforeAll(async () => {
  process.env['STAGING_TOKEN'] = 'staging-sesame';
  cloud = await cloudTeam(
    async ({ hostAddress }) => ({
      ...{ from: `${hostAddress}/32`, connect: 'private' },
      more: 'hosted_zone: {create: true}\n  instance_profile: system',
    }),
    { ...systemFiles(), 'environments/test.yaml': ENVIRONMENT },
  );
  team = cloud.team;
  const wish = { Name: '/system/test/token', Value: TOKEN, Type: 'SecureString' as const };
  await ssmClient(cloud.endpoint).send(new PutParameterCommand(wish));
  const right = {
    Effect: 'Allow' as const,
    Action: ['ssm:GetParameter'],
    Resource: ['arn:aws:ssm:*:*:parameter/system/*'],
  };
  cloud.endpoint.cloud.roles.set('system', { Statement: [right] });
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
  const planned = await team.run('up', 'system@1', '--env', 'test', '--dry-run');
  // Three t3.small and a load balancer for 730 hours, and three disks.
  expect(planned).toContain('\nabout 74.55 USD a month for as long as it runs\nnot counted: ');
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

test('a secret that is a reference is read by each machine as its role, and not by us', async () => {
  const machines = await machinesOf('web');
  for (const { id } of machines) expect(await team.run('ssh', id, '--', 'cat', '/run/web/token')).toBe(TOKEN);
  const asked = cloud.endpoint.requests.filter(({ params }) => params['Name'] === '/system/test/token');
  expect(asked.filter(({ action }) => action === 'GetParameter').length).toBe(machines.length);
  const kept = spawnSync('grep', ['-rlFa', '--devices=skip', TOKEN, team.path('state'), team.path('ledger')]);
  expect(String(kept.stdout)).toBe('');
}, 60_000);

test('from another state folder of the same area it is not touched', async () => {
  const settings = team.read('rolebake.yaml');
  team.write({ 'rolebake.yaml': settings.replace('state: state', 'state: other-state') });
  const { code, stderr } = await team.try('up', 'system@2', '--env', 'test');
  team.write({ 'rolebake.yaml': settings });
  expect(stderr).toMatch(
    /^error\[wrong-value\]: another state folder of the area rolebake runs an environment test: web-/m,
  );
  expect(code).toBe(3);
}, 60_000);

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
  const [first, ...others] = running.map(({ groups }) => groups);
  expect(first?.filter((group) => others.every((groups) => groups.includes(group)))).toHaveLength(1);
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
  await team.run('up', 'system@1', '--env', 'staging', '--for', '20s');
  const said = () => team.run('status', '--env', 'staging');
  await expect.poll(said, { timeout: 60_000, interval: 1_000 }).toMatch(/staging does not run/);
  expect(await team.run('down', '--env', 'test', '--dry-run')).toMatch(/^would end: web-/);
  // What is left of one whose machines and record are lost.
  await team.run('terminate', ...(await team.ask<{ id: string }[]>('machines')).map(({ id }) => id));
  rmSync(team.path('state/ec2/environments/test.json'));
  expect(await team.run('down', '--env', 'test', '--dry-run')).toBe('would end: what is in front of it\n');
  await team.run('down', '--env', 'test');
  expect(await team.ask('status')).toEqual([]);
  expect(await team.ask('machines')).toEqual([]);
  expect(cloud.left()).toEqual(images);
}, 300_000);
