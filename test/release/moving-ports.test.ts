import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EnvironmentStatus } from '../../src/cli/environment-status.ts';
import { runToKill, wasKilled } from '../chaos/kill.ts';
import { Team } from '../cli/team.ts';
import { Clients } from './clients.ts';
import { systemFiles, webProfile } from './system.ts';

const files = (port: number, health: string): Record<string, string> => ({
  'catalog/roles/web.yaml': `role: web
uses: [web_server]
flags:
  GREETING: {type: string, example: nothing}
  TOKEN: {type: string, secret: true}
serves: {http: {port: ${port === 80 ? 8080 : 9090}, health: ${health}}}
`,
  'catalog/releases/system.yaml': `release: system
zone: system.example
roles:
  web: {balances: {http: {port: ${port}}}}
`,
});

let team: Team;
let nameServer: string;

beforeAll(async () => {
  team = await Team.of({ ...systemFiles(), ...files(80, '/healthz') });
  await team.run('os', 'update');
  await team.run('bake', 'web');
  await team.run('release', 'cut', 'system');
  team.write({ ...webProfile(2, 9090, '/ready'), ...files(8000, '/ready') });
  await team.run('bake', 'web');
  await team.run('release', 'cut', 'system');
  await team.run('up', 'system@1', '--env', 'test');
  const [status] = await team.ask<EnvironmentStatus[]>('status', '--env', 'test');
  nameServer = status?.resolver ?? '';
}, 400_000);

afterAll(async () => await team?.end(), 60_000);

const at = (port: number): Clients => new Clients(nameServer, 'web.test.system.example', port);
const bodiesAt = async (port: number): Promise<string[]> => {
  const pages = await Promise.all(Array.from({ length: 20 }, () => at(port).page()));
  return [...new Set(pages.map(({ body }) => body))].sort();
};

const [FIRST, SECOND] = ['version 1 says hello test', 'version 2 says hello test'];

test('a release with other ports and another path takes nothing from the old one until it serves', async () => {
  const load = at(80).load(50);
  const kill = { write: 'startStep', when: 'before', step: 'switch balancers' } as const;
  expect(wasKilled(await runToKill(team, kill, 'up', 'system@2', '--env', 'test'))).toBe(true);
  expect(await bodiesAt(8000)).toEqual([FIRST]);
  await team.run('status');
  const { failures, bodies } = await load.stop();
  expect(failures).toEqual([]);
  expect([...bodies.keys()]).toEqual([FIRST]);
  await expect(at(8000).page()).rejects.toThrow(/ECONNREFUSED/);
}, 120_000);

test('while a canary runs, either port leads to both', async () => {
  await team.run('up', 'system@2', '--env', 'test', '--weight', '50');
  for (const port of [80, 8000]) expect(await bodiesAt(port)).toEqual([FIRST, SECOND]);
  await team.run('rollback', '--env', 'test');
  expect(await bodiesAt(80)).toEqual([FIRST]);
  await expect(at(8000).page()).rejects.toThrow(/ECONNREFUSED/);
}, 120_000);

test('the new port serves from the switch on, the old one ends with the old machines, and what it has begun is answered', async () => {
  let slow: Promise<{ status: number; body: string }> | undefined;
  const ask = () => {
    slow = at(80).page('/slow');
  };
  const { code } = await team.runUntil('switch balancers', ask, 'up', 'system@2', '--env', 'test');
  expect(code).toBe(0);
  expect((await slow)?.status).toBe(200);
  expect(await bodiesAt(8000)).toEqual([SECOND]);
  await expect(at(80).page()).rejects.toThrow(/ECONNREFUSED/);
}, 120_000);

test('a path that machines which stay do not know takes nothing from them', async () => {
  const { 'catalog/releases/system.yaml': release = '' } = files(8000, '/ready');
  team.write({ 'catalog/releases/system.yaml': release.replace('port: 8000', 'port: 8000, health: /healthz') });
  await team.run('release', 'cut', 'system');
  const load = at(8000).load(50);
  const failed = await team.try('up', 'system@3', '--env', 'test', '--wait', '3');
  expect(failed.stderr).toMatch(/^error\[check-failed\]: web-.*:9090\/healthz must answer 200, but answers 404/m);
  const { failures } = await load.stop();
  expect(failures).toEqual([]);
}, 120_000);
