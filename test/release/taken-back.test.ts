import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EnvironmentStatus } from '../../src/cli/environment-status.ts';
import { runToKill, startToKill, wasKilled } from '../chaos/kill.ts';
import { ran, Team } from '../cli/team.ts';
import { Clients } from './clients.ts';
import { systemFiles, webProfile } from './system.ts';

const role = (name: string): string => `role: ${name}
uses: [web_server]
flags:
  GREETING: {type: string, example: nothing}
  TOKEN: {type: string, secret: true}
serves: {http: {port: 8080, health: /healthz}}
`;

const release = (roles: string): Record<string, string> => ({
  'catalog/releases/system.yaml': `release: system\nzone: system.example\nroles:\n${roles}`,
});

const WEB = '  web: {balances: {http: {port: 80}}}\n';
const after = (name: string): string => `  ${name}: {after: [web], balances: {http: {port: 80}}}\n`;

let team: Team;

/** Bakes roles and cuts the release as it is now written. */
async function cut(...roles: readonly string[]): Promise<void> {
  for (const name of roles) await team.run('bake', name);
  await team.run('release', 'cut', 'system');
}

beforeAll(async () => {
  const files = { ...systemFiles(), 'catalog/roles/api.yaml': role('api'), 'catalog/roles/pay.yaml': role('pay') };
  team = await Team.of({ ...files, ...release(WEB + after('api')) });
  await team.run('os', 'update');
  await cut('web', 'api');
  await team.run('up', 'system@1', '--env', 'test');
  team.write({ ...webProfile(3), ...release(WEB + after('pay')) });
  await cut('web', 'pay');
  team.write({ ...webProfile(2), ...release(WEB + after('api')) });
  await cut('web', 'api');
  team.write(release(WEB.replace('80', '8000') + after('api')));
  await cut();
}, 400_000);

afterAll(async () => await team?.end(), 60_000);

async function statusNow(): Promise<EnvironmentStatus> {
  const [status] = await team.ask<EnvironmentStatus[]>('status', '--env', 'test');
  if (!status) throw new Error('test does not run');
  return status;
}

const clientsNow = async (): Promise<Clients> =>
  new Clients((await statusNow()).resolver ?? '', 'web.test.system.example');

/** Names without the zone, and what each role has. */
async function seen() {
  const { names, roles, record } = await statusNow();
  return {
    release: record.release,
    names: Object.keys(names).map((name) => name.replace('.test.system.example', '')),
    roles: roles.map((one) => `${one.role} ${one.machines.map(({ tag, state }) => `${tag} ${state}`).join(', ')}`),
  };
}

/** One letter of Linux: T for a process that is stopped. */
const stateOf = ({ pid }: ChildProcess): string =>
  /^State:\t(.)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '';

const FIRST = {
  release: 'release/system@1',
  names: ['api', 'api-1', 'web', 'web-1'],
  roles: ['api role/api@1 up', 'web role/web@1 up'],
};

test('what is taken back has kept all names, those too of roles that were to go; no balancer is left of those to come', async () => {
  expect(await seen()).toEqual(FIRST);
  expect((await team.try('up', 'system@2', '--env', 'test', '--wait', '5', '--allow-removal')).stderr).toContain(
    'error[check-failed]',
  );
  expect(await seen()).toEqual(FIRST);
}, 120_000);

test('a new machine that ends while others are launched is noticed before anything is switched', async () => {
  const endWeb = async (child: ChildProcess) => {
    child.kill('SIGSTOP');
    const all = await team.ask<{ id: string; pid?: number; labels: Record<string, string> }[]>('machines');
    const fresh = all.find(({ labels }) => labels['tag'] === 'role/web@3');
    process.kill(fresh?.pid ?? 0, 'SIGKILL');
    child.kill('SIGCONT');
  };
  const ran = await team.runUntil('launch api', (child) => void endWeb(child), 'up', 'system@3', '--env', 'test');
  expect(ran.stdout + ran.stderr).toContain('machine-ended');
  expect(await seen()).toEqual(FIRST);
  expect(await (await clientsNow()).page()).toEqual({ status: 200, body: 'version 1 says hello test' });
}, 120_000);

test('a canary keeps its share while something else begins, and when that is taken back', async () => {
  await team.run('up', 'system@3', '--env', 'test', '--weight', '10');
  const kill = { write: 'startStep', when: 'before', step: 'switch balancers' } as const;
  expect(wasKilled(await runToKill(team, kill, 'rollback', '--env', 'test'))).toBe(true);
  expect((await seen()).names).toEqual(['api', 'api-1', 'api-2', 'web', 'web-1', 'web-3']);
  const load = (await clientsNow()).load(100);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const { bodies, answered, failures } = await load.stop();
  expect(failures).toEqual([]);
  const share = (bodies.get('version 2 says hello test') ?? 0) / answered;
  expect(share).toBeGreaterThan(0.03);
  expect(share).toBeLessThan(0.25);
  await team.run('rollback', '--env', 'test');
  expect(await seen()).toEqual(FIRST);
}, 120_000);

test('what is taken back has taken no time from the machines that go on', async () => {
  const kill = { write: 'startStep', when: 'before', step: 'switch balancers' } as const;
  expect(wasKilled(await runToKill(team, kill, 'up', 'system@3', '--env', 'test', '--for', '10min'))).toBe(true);
  const all = await team.ask<{ id: string }[]>('machines');
  const timers = ['systemctl', 'list-timers', '--all', '--no-legend', 'rolebake-life.timer'];
  expect(all.length).toBeGreaterThan(2);
  for (const { id } of all) expect(await team.run('ssh', id, '--', ...timers)).toBe('');
  expect(await seen()).toEqual(FIRST);
}, 120_000);

test('one that was stopped when another began does nothing on what it had planned', async () => {
  const stop = { write: 'begin', when: 'before', stops: true } as const;
  const stopped = startToKill(team, stop, 'up', 'system@3', '--env', 'test');
  const ending = ran(stopped);
  await expect.poll(() => stateOf(stopped), { timeout: 30_000 }).toBe('T');
  await team.run('up', 'system@3', '--env', 'test', '--weight', '50');
  const before = await seen();
  stopped.kill('SIGCONT');
  const { code, stderr } = await ending;
  expect(stderr).toMatch(/error\[lock-busy\]: .*web-/);
  expect(code).toBe(4);
  expect(await seen()).toEqual(before);
  await team.run('rollback', '--env', 'test');
  expect(await seen()).toEqual(FIRST);
}, 120_000);

test('rollback goes back from what the dead one before it had begun, once that is finished', async () => {
  const kill = { write: 'endStep', when: 'after', step: 'switch balancers' } as const;
  expect(wasKilled(await runToKill(team, kill, 'up', 'system@3', '--env', 'test'))).toBe(true);
  await team.run('rollback', '--env', 'test');
  expect(await seen()).toEqual(FIRST);
}, 120_000);

test('a release that differs in its balancers alone is brought up, too', async () => {
  await team.run('up', 'system@3', '--env', 'test');
  expect(await team.run('up', 'system@4', '--env', 'test')).toContain('http://web.test.system.example:8000/');
  expect((await statusNow()).record).toMatchObject({ release: 'release/system@4', previous: 'release/system@3' });
  expect(await team.run('up', 'system@4', '--env', 'test')).toMatch(/^test runs release\/system@4 already/);
}, 120_000);
