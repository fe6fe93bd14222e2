import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isProcessAlive } from '../../../src/host/process-identity.ts';
import { ec2Balancers } from '../../../src/release/front/ec2/ec2-balancers.ts';
import { route53Zones } from '../../../src/release/front/ec2/route53-zones.ts';
import type { FaultyRequest } from '../../ec2-endpoint/faults.ts';
import { type TestCloud, testCloud } from '../provider/test-cloud.ts';
import { WAY } from './balancer-life.ts';
import { NAMED, putNames, ZONE } from './zone-life.ts';

/** Lives side by side, each at an endpoint of its own. */
const AT_ONCE = 4;
const ONE_OF_EACH = [
  'listener 80',
  'listener 8081',
  'load-balancer application',
  'security-group',
  'security-group',
  'target-group',
  'target-group',
  'target-group',
  'target-group',
];

/** A life in a process that is killed when its request of this number, of those that change something, has had its effect. */
async function killedAt(
  number: number,
  life: 'balancer-life' | 'zone-life',
): Promise<{ cloud: TestCloud; isOver: boolean }> {
  let child: ChildProcess | undefined;
  let changes = 0;
  const losesReply = ({ action }: FaultyRequest) =>
    child !== undefined && !/^(Describe|Get|List)/.test(action) && ++changes === number && child.kill('SIGKILL');
  const script = new URL(`./${life}.ts`, import.meta.url).pathname;
  const settings = { balancers: { drainingSeconds: 600 }, hostedZone: { create: true } };
  const cloud = await testCloud({ faults: { losesReply } }, settings);
  for (const id of ['web-1', 'web-2']) await cloud.machines.launch(cloud.spec(id, { purpose: 'launch' }));
  child = spawn(process.execPath, [script, JSON.stringify(cloud.settings)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [code] = await once(child, 'exit');
  child = undefined;
  return { cloud, isOver: code === 0 };
}

const ofBalancers = (cloud: TestCloud): string[] =>
  cloud.left().filter((item) => !/^(instance|volume|network-interface)/.test(item));

/** Lets another process finish, or take back, what a killed one began; whether it was killed. */
async function surviveKillAt(number: number): Promise<boolean> {
  const { cloud, isOver } = await killedAt(number, 'balancer-life');
  await using _ = cloud;
  if (isOver) return false;
  const survivor = cloud.another();
  await survivor.sweep(isProcessAlive);
  const balancers = ec2Balancers(survivor.area);
  const finishes = number % 2 === 0;
  if (finishes) for (const spec of WAY) await balancers.put(spec);
  else for (const role of await balancers.list('test')) await balancers.remove('test', role);
  await survivor.sweep(isProcessAlive);
  expect(ofBalancers(cloud), `after a kill at change ${number}`).toEqual(finishes ? ONE_OF_EACH : ['security-group']);
  expect(await survivor.leftovers(isProcessAlive)).toEqual([]);
  return true;
}

async function nameAfterKillAt(number: number): Promise<boolean> {
  const { cloud, isOver } = await killedAt(number, 'zone-life');
  await using _ = cloud;
  if (isOver) return false;
  const survivor = cloud.another();
  await survivor.sweep(isProcessAlive);
  const zones = route53Zones(survivor.area);
  const finishes = number % 2 === 0;
  if (finishes) await putNames(zones);
  else await zones.remove('test');
  expect(cloud.endpoint.cloud.hostedZones.size, `after a kill at change ${number}`).toBe(finishes ? 1 : 0);
  expect(await zones.get('test', ZONE)).toEqual(finishes ? NAMED : undefined);
  await zones.remove('test');
  expect(cloud.endpoint.cloud.hostedZones.size).toBe(0);
  expect(await survivor.leftovers(isProcessAlive)).toEqual([]);
  return true;
}

test('whoever is killed at any change of a balancer leaves what another finishes, or takes back whole', async () => {
  expect(await killsOf(surviveKillAt)).toBeGreaterThan(15);
}, 600_000);

test('whoever is killed at any change of names leaves what another finishes, or takes back whole', async () => {
  expect(await killsOf(nameAfterKillAt)).toBeGreaterThan(3);
}, 300_000);

/** Kills at each change until a life is over before it; how many were killed. */
async function killsOf(survive: (number: number) => Promise<boolean>): Promise<number> {
  let kills = 0;
  for (let first = 1, isOver = false; !isOver; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, index) => first + index);
    const killed = await Promise.all(numbers.map(survive));
    kills += killed.filter(Boolean).length;
    isOver = killed.includes(false);
  }
  return kills;
}
