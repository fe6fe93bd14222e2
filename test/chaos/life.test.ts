import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepAlive } from '../../src/machines/life.ts';
import { tinyTeam } from '../cli/tiny.ts';
import { baseTree } from '../fixtures/base-tree.ts';
import { login, type TestMachines, testMachines, testSpec } from '../fixtures/test-machines.ts';
import { bakedSteps, killIn } from './baked-steps.ts';
import { runToKill, wasKilled } from './kill.ts';
import { remains, tinyTags } from './remains.ts';

let area: TestMachines;

beforeAll(async () => {
  await baseTree();
  area = await testMachines();
}, 180_000);

afterAll(() => area?.[Symbol.asyncDispose]());

const LIFE = 4;

/** Waits until the machine has ended by itself; gives the seconds that took, or undefined if it did not. */
async function secondsToEnd(id: string, patience: number): Promise<number | undefined> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  while (seconds() < patience) {
    if ((await area.machines.get(id))?.state === 'stopped') return seconds();
    await sleep(50);
  }
  return undefined;
}

test('a machine with a life ends itself when nobody renews it, and leaves no trace of that on its disk', async () => {
  const { user, ...spec } = await testSpec('lives', { lifeSeconds: LIFE });
  await using ssh = await login(await area.machines.launch(spec), user);
  {
    using _ = keepAlive(ssh, LIFE);
    expect(await secondsToEnd('lives', 2 * LIFE)).toBeUndefined();
  }
  expect(await secondsToEnd('lives', 5 * LIFE)).toBeGreaterThan(1);
  await area.machines.stop('lives');
  const traces = execFileSync('find', [await area.machines.upperOf('lives'), '-name', '*rolebake-life*']);
  expect(traces.toString()).toBe('');
  await area.machines.terminate('lives');
}, 60_000);

test('a machine without a life stays', async () => {
  const { user, ...spec } = await testSpec('stays', { purpose: 'launch' });
  await using ssh = await login(await area.machines.launch(spec), user);
  expect((await ssh.run(['systemctl', 'list-timers', '--all'])).stdout).not.toContain('rolebake');
  await area.machines.terminate('stays');
});

test('the machine of a bake that is killed ends itself; the next command removes the rest, and it can be baked', async () => {
  await using team = await tinyTeam();
  await team.run('bake', 'tiny');
  const converge = bakedSteps(team).find(({ name }) => name.startsWith('converge'));
  if (!converge) throw new Error('a bake does not converge');
  team.write({
    'rolebake.yaml': `${readFileSync(team.path('rolebake.yaml'), 'utf8')}jobs: {machine_life: 5}\n`,
    'catalog/roles/tiny.yaml': 'role: tiny\nuses: [note]\n',
  });
  expect(wasKilled(await runToKill(team, killIn(converge, 'during'), 'bake', 'tiny'))).toBe(true);
  const machines = () => team.left().filter((one) => one.startsWith('process'));
  expect(machines()).not.toEqual([]);
  for (let tries = 0; tries < 200 && machines().length > 0; tries++) await sleep(100);
  expect(machines()).toEqual([]);
  expect(await team.run('machines')).toBe('no machine runs\n');
  expect(remains(team)).toEqual([]);
  await team.run('bake', 'tiny');
  expect(tinyTags(team)).toHaveLength(2);
}, 120_000);
