import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { isProcessAlive } from '../../../src/host/process-identity.ts';
import { type OneLife, oneLife, RUN } from './one-life.ts';
import { testCloud } from './test-cloud.ts';

const BOTH_IMAGES = ['image available', 'image available', 'snapshot completed', 'snapshot completed'];

/** Lives side by side, each at an endpoint of its own. */
const AT_ONCE = 4;

/** A life in a process that is killed when its request of this number has had its effect; whether it was. */
async function killedAt(number: number) {
  let child: ChildProcess | undefined;
  let requests = 0;
  const losesReply = () => child !== undefined && ++requests === number && child.kill('SIGKILL');
  const cloud = await testCloud({ faults: { losesReply } });
  const spec = cloud.spec('bake');
  const life: OneLife = { settings: cloud.settings, spec };
  const script = new URL('./one-life.ts', import.meta.url).pathname;
  child = spawn(process.execPath, [script, JSON.stringify(life)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [code] = await once(child, 'exit');
  child = undefined;
  return { cloud, spec, isOver: code === 0 };
}

/** Kills a process at a request and lets another one finish, or take back, what it began; whether it was killed. */
async function surviveKillAt(number: number): Promise<boolean> {
  const { cloud, spec, isOver } = await killedAt(number);
  await using _ = cloud;
  if (isOver) return false;
  const survivor = cloud.another();
  const finishes = number % 2 === 0;
  if (finishes) await oneLife(survivor, spec);
  else await survivor.terminate('bake').then(() => survivor.images.discard(RUN));
  await survivor.sweep(isProcessAlive);
  expect(cloud.left(), `after a kill at request ${number}`).toEqual(finishes ? BOTH_IMAGES : []);
  expect(await survivor.leftovers(isProcessAlive)).toEqual([]);
  expect(await survivor.list()).toEqual([]);
  return true;
}

test('a process that is killed at any of its requests leaves what another one finishes, or takes back whole', async () => {
  let kills = 0;
  for (let first = 1, isOver = false; !isOver; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, index) => first + index);
    const killed = await Promise.all(numbers.map(surviveKillAt));
    kills += killed.filter(Boolean).length;
    isOver = killed.includes(false);
  }
  expect(kills).toBeGreaterThan(15);
}, 1_200_000);

/** A cloud with a machine that a dead process has half made. */
async function halfMade(number = 1): Promise<Awaited<ReturnType<typeof killedAt>>> {
  const one = await killedAt(number);
  const left = await one.cloud.another().leftovers(isProcessAlive);
  if (left.some(({ kind }) => kind === 'machine')) return one;
  await one.cloud[Symbol.asyncDispose]();
  return await halfMade(number + 1);
}

test('sweep leaves the machine of a dead process to whoever goes on with it meanwhile', async () => {
  const { cloud, spec } = await halfMade();
  await using _ = cloud;
  const other = cloud.another();
  expect(await other.list()).toHaveLength(1);
  let goingOn: Promise<string> | undefined;
  await cloud.another().sweep((maker) => {
    if (isProcessAlive(maker)) return true;
    goingOn ??= other.launch(spec).then(({ state }) => state, String);
    return false;
  });
  expect(await goingOn).toBe('running');
  await cloud.machines.terminate('bake');
  await cloud.machines.sweep(isProcessAlive);
  expect(cloud.left()).toEqual([]);
});
