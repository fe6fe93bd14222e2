import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EnvironmentStatus } from '../../src/cli/environment-status.ts';
import { runToKill, wasKilled } from '../chaos/kill.ts';
import type { Team } from '../cli/team.ts';
import { Clients, loadText } from './clients.ts';
import { systemTeam, webProfile } from './system.ts';

let team: Team;

beforeAll(async () => {
  process.env['STAGING_TOKEN'] = 'staging-sesame';
  team = await systemTeam();
  await team.run('up', 'system@1', '--env', 'test');
  for (const version of [2, 3]) {
    team.write(webProfile(version));
    await team.run('bake', 'web');
    await team.run('release', 'cut', 'system');
  }
}, 400_000);

afterAll(async () => await team?.end(), 60_000);

async function statusOf(environment: string): Promise<EnvironmentStatus> {
  const [status] = await team.ask<EnvironmentStatus[]>('status', '--env', environment);
  if (!status) throw new Error(`${environment} does not run`);
  return status;
}

async function clientsOf(environment: string): Promise<Clients> {
  const { resolver = '' } = await statusOf(environment);
  return new Clients(resolver, `web.${environment}.system.example`);
}

const machinesOf = async (environment: string, role: string) =>
  (await statusOf(environment)).roles.find((one) => one.role === role)?.machines ?? [];

test('an environment has its names, flags and sizes; the same image runs in another one beside it', async () => {
  const clients = await clientsOf('test');
  expect(await clients.page()).toEqual({ status: 200, body: 'version 1 says hello test' });
  const test = await machinesOf('test', 'web');
  expect(test.map(({ tag, state }) => ({ tag, state }))).toEqual(Array(2).fill({ tag: 'role/web@1', state: 'up' }));
  expect((await clients.addresses('web-1.test.system.example')).sort()).toEqual(
    test.map(({ address }) => address).sort(),
  );
  await team.run('up', 'system@1', '--env', 'staging');
  expect(team.read('asked')).toBe('once\n');
  const others = await clientsOf('staging');
  expect(await others.page()).toEqual({ status: 200, body: 'version 1 says hello staging' });
  expect(await machinesOf('staging', 'web')).toMatchObject([{ tag: 'role/web@1', state: 'up' }]);
  const [worker] = await machinesOf('staging', 'worker');
  const said = await team.run(
    'ssh',
    worker?.id ?? '',
    '--',
    'sh',
    '-c',
    'tr "\\0" "\\n" </proc/$(pgrep sleep)/environ',
  );
  expect(said).toContain('PAGES=http://web.staging.system.example/');
  const looked = await team.run('ssh', worker?.id ?? '', 'getent', 'hosts', 'web.staging.system.example');
  expect(looked).toContain('web.staging.system.example');
  expect(await team.run('up', 'system@1', '--env', 'test')).toMatch(/^test runs release\/system@1 already/);
  const listed = await team.run('machines');
  for (const what of ['balancer of web in test', 'resolver in staging', 'role/web@1 in test'])
    expect(listed).toContain(what);
}, 120_000);

test('what runs is published for other DNS servers and balancers', async () => {
  await team.run('compile');
  await team.run('publish', '--environments', '--author', 'Ann <ann@example.org>');
  const published = (path: string): string => {
    const argv = ['--git-dir', team.path('config.git'), 'show', `main:environments/${path}`];
    return spawnSync('git', argv, { encoding: 'utf8' }).stdout;
  };
  const { roles, resolver } = await statusOf('test');
  const web = roles.find(({ role }) => role === 'web');
  const zone = published('test/zones/test.system.example.zone');
  expect(zone).toContain(`\nns A ${resolver}\n`);
  expect(zone).toContain(`\nweb A ${web?.balancer?.address}\n`);
  for (const { id, address } of web?.machines ?? []) {
    expect(zone).toContain(`\nweb-1 A ${address}\n`);
    expect(published('test/haproxy/web.cfg')).toContain(`  server ${id} ${address}:8080 weight 256 check`);
  }
  expect(published('staging/environment.json')).toContain('"release": "release/system@1"');
});

test('release 2 and back under a minute of load, staging beside it: no request fails, no other machine is left', async () => {
  const [clients, others] = [await clientsOf('test'), await clientsOf('staging')];
  const [load, beside] = [clients.load(200, 60), others.load(10)];
  await team.run('up', 'system@2', '--env', 'test');
  expect((await machinesOf('test', 'web')).map(({ tag }) => tag)).toEqual(['role/web@2', 'role/web@2']);
  await team.run('rollback', '--env', 'test');
  const [report, other] = [await load.stop(), await beside.stop()];
  process.stdout.write(loadText(report));
  expect(report.failures).toEqual([]);
  expect([...report.bodies.keys()].sort()).toEqual(['version 1 says hello test', 'version 2 says hello test']);
  expect(report.seconds).toBeGreaterThan(60);
  expect(other.failures).toEqual([]);
  expect([...other.bodies.keys()]).toEqual(['version 1 says hello staging']);
  expect((await machinesOf('test', 'web')).map(({ tag }) => tag)).toEqual(['role/web@1', 'role/web@1']);
  expect((await statusOf('test')).record).toMatchObject({ release: 'release/system@1', previous: 'release/system@2' });
}, 300_000);

test('a release that is ill in this environment gets no traffic, and is taken back; its last words stay, without secrets', async () => {
  const clients = await clientsOf('test');
  const before = await machinesOf('test', 'web');
  const load = clients.load(50);
  const failed = await team.try('up', 'system@3', '--env', 'test', '--wait', '8');
  const report = await load.stop();
  expect(failed.code).toBe(5);
  expect(failed.stderr).toMatch(/error\[check-failed\]: web-[0-9a-f]+-\d \(role\/web@3\).*healthz/);
  expect(failed.stderr).toContain('taken back: release/system@1 goes on');
  expect(report.failures).toEqual([]);
  expect([...report.bodies.keys()]).toEqual(['version 1 says hello test']);
  expect(await machinesOf('test', 'web')).toEqual(before.map((one) => expect.objectContaining({ id: one.id })));
  const [, log = '', job = ''] =
    /hint: all that the machine said: less (\S+\/([0-9a-f]+)\/\S+)/.exec(failed.stderr) ?? [];
  expect(team.read(log)).toMatch(
    /^== web-[0-9a-f]+-1 \(role\/web@3\)\nhttp .*healthz must answer 200, but answers 500$/m,
  );
  expect(team.read(log)).toContain('Active: active');
  expect(team.read(log)).toMatch(/: my token is \(secret\)$/m);
  expect(await team.run('jobs', 'show', job)).toContain(log);
}, 120_000);

test('a machine that dies is taken out, and requests are answered by the other', async () => {
  const clients = await clientsOf('test');
  const [victim] = await machinesOf('test', 'web');
  const [machine] = (await team.ask<{ id: string; pid?: number }[]>('machines')).filter(({ id }) => id === victim?.id);
  const load = clients.load(20);
  process.kill(machine?.pid ?? 0, 'SIGKILL');
  await expect
    .poll(async () => (await machinesOf('test', 'web')).map(({ state }) => state).sort(), { timeout: 30_000 })
    .toEqual(['ended', 'up']);
  const report = await load.stop();
  expect(report.failures.filter((failure) => !/hang up|reset/.test(failure))).toEqual([]);
  await team.run('up', 'system@1', '--env', 'test');
  expect((await machinesOf('test', 'web')).map(({ state }) => state)).toEqual(['up', 'up']);
}, 120_000);

test('a canary gets its share; rollback ends it', async () => {
  const clients = await clientsOf('test');
  await team.run('up', 'system@2', '--env', 'test', '--weight', '20');
  const load = clients.load(100);
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const { bodies, failures, answered } = await load.stop();
  const share = (bodies.get('version 2 says hello test') ?? 0) / answered;
  expect(failures).toEqual([]);
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(0.3);
  expect((await statusOf('test')).record.canary).toMatchObject({ release: 'release/system@2', weight: 20 });
  await team.run('rollback', '--env', 'test');
  expect((await machinesOf('test', 'web')).map(({ tag }) => tag)).toEqual(['role/web@1', 'role/web@1']);
}, 120_000);

test.each([
  { step: 'launch web', when: 'after' },
  { step: 'switch balancers', when: 'before' },
] as const)(
  'killed $when $step: requests go on, and the next command undoes it',
  async ({ step, when }) => {
    const clients = await clientsOf('test');
    const load = clients.load(50);
    const kill = { write: 'startStep', when, step } as const;
    expect(wasKilled(await runToKill(team, kill, 'up', 'system@2', '--env', 'test'))).toBe(true);
    expect((await machinesOf('test', 'web')).map(({ tag }) => tag)).toEqual(['role/web@1', 'role/web@1']);
    expect((await load.stop()).failures).toEqual([]);
  },
  120_000,
);

test('killed after the switch: the next command finishes it', async () => {
  const kill = { write: 'endStep', when: 'after', step: 'switch balancers' } as const;
  expect(wasKilled(await runToKill(team, kill, 'up', 'system@2', '--env', 'test'))).toBe(true);
  expect((await machinesOf('test', 'web')).map(({ tag }) => tag)).toEqual(['role/web@2', 'role/web@2']);
  expect((await statusOf('test')).record.release).toBe('release/system@2');
}, 120_000);

test('what is missing, wrong, secret or revoked is told before anything starts', async () => {
  team.write({
    'environments/bad.yaml': 'environment: bad\nflags: {TOKEN: plain}\nroles: {wbe: {}, web: {flags: {X: 1}}}\n',
  });
  const bad = await team.try('up', 'system@1', '--env', 'bad');
  expect(bad.code).toBe(3);
  for (const code of ['plain-secret', 'unknown-member', 'unknown-flag']) expect(bad.stderr).toContain(`error[${code}]`);
  team.write({ 'environments/bad.yaml': 'environment: bad\nflags: {TOKEN: {file: secrets/none}}\n' });
  expect((await team.try('up', 'system@1', '--env', 'bad')).stderr).toContain('error[unreadable-file]');
  team.write({ 'environments/bad.yaml': 'environment: bad\nflags: {TOKEN: {file: secrets/token}}\n' });
  expect((await team.try('up', 'system@1', '--env', 'bad')).stderr).toContain('flag GREETING (string) has no value');
  team.write({ 'environments/bad.yaml': 'environment: bad\nflags: {TOKEN: {file: secrets/token}, GREETING: hi}\n' });
  await team.run('revoke', 'role/web@3', '--why', 'ill in test');
  expect((await team.try('up', 'system@3', '--env', 'bad')).stderr).toContain('role/web@3 is revoked: ill in test');
  expect(await team.run('machines')).not.toMatch(/ in bad /);
}, 120_000);

test('an environment that is to end keeps to it, whatever it runs next, until it is given another time', async () => {
  await team.run('up', 'system@1', '--env', 'staging', '--for', '10min');
  const { endsAt = '' } = (await statusOf('staging')).record;
  await team.run('up', 'system@2', '--env', 'staging');
  expect((await statusOf('staging')).record).toMatchObject({ release: 'release/system@2', endsAt });
  expect(await livesOf('staging')).toEqual(Array(4).fill('minutes'));
  expect(await team.run('status', '--env', 'staging')).toContain('more time: rolebake up system@2 --env staging --for');
  await team.run('up', 'system@2', '--env', 'staging', '--for', '3h');
  expect(Date.parse((await statusOf('staging')).record.endsAt ?? '') - Date.parse(endsAt)).toBeGreaterThan(
    2.5 * 3_600_000,
  );
  expect(await livesOf('staging')).toEqual(Array(4).fill('hours'));
}, 120_000);

/** How long each machine of an environment lives, its balancers and its resolver too. */
async function livesOf(environment: string): Promise<string[]> {
  const all = await team.ask<{ id: string; labels: Record<string, string> }[]>('machines');
  const ids = all.filter(({ labels }) => labels['environment'] === environment).map(({ id }) => id);
  const asked = ['systemctl', 'show', '--property=NextElapseUSecMonotonic', 'rolebake-life.timer'];
  const [uptime] = readFileSync('/proc/uptime', 'utf8').split(' ');
  const said = await Promise.all(ids.map((id) => team.run('ssh', id, '--', ...asked)));
  return said.map((text) => (secondsIn(text) - Number(uptime) > 3_600 ? 'hours' : 'minutes'));
}

/** As systemd writes a span of time: `1h 2min 3.5s`. */
function secondsIn(text: string): number {
  const units: Record<string, number> = { w: 604_800, d: 86_400, h: 3_600, min: 60, s: 1 };
  const parts = [...text.matchAll(/([\d.]+)(w|d|h|min|s)\b/g)];
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (units[unit] ?? 0), 0);
}

test('an environment with a time given ends by itself; down ends one at once; nothing is left', async () => {
  await team.run('up', 'system@1', '--env', 'staging', '--for', '20s');
  await expect
    .poll(() => team.run('status', '--env', 'staging'), { timeout: 60_000, interval: 5_000 })
    .toMatch(/staging does not run/);
  expect(await team.run('terminate', '--all')).toMatch(
    /^no machine runs by itself\ntest keeps its 5 machines: rolebake down --env test ends it\n$/,
  );
  expect(await team.run('down', '--env', 'test', '--dry-run')).toMatch(/^would end: .*balancer-/);
  await team.run('down', '--env', 'test');
  expect(await team.run('down', '--env', 'test')).toBe('test does not run\n');
  for (const verb of ['down', 'status']) {
    const { code, stderr } = await team.try(verb, '--env', 'tset');
    expect(stderr).toMatch(
      /^error\[unknown-environment\]: there is no environment tset\n {2}hint: did you mean test\?/,
    );
    expect(code).toBe(7);
  }
  expect(await team.ask('machines')).toEqual([]);
  expect(await team.ask('status')).toEqual([]);
  expect(team.left()).toEqual([]);
  const { status, stdout } = spawnSync('grep', ['-rlE', '(open|staging)-sesame', 'state', 'ledger'], {
    cwd: team.folder,
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
}, 120_000);
