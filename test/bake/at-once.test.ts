import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { atOnce } from '../../src/bake/at-once.ts';

test('no more run at a time than allowed, and the outcomes keep their order', async () => {
  const state = { running: 0, most: 0 };
  const act = (index: number) => async () => {
    state.most = Math.max(state.most, ++state.running);
    await sleep(10 - index);
    state.running--;
    if (index === 1) throw new Error('one');
    return index;
  };
  const outcomes = await atOnce(2, [0, 1, 2, 3, 4].map(act), () => false);
  expect(state.most).toBe(2);
  expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message))).toEqual([
    0,
    'one',
    2,
    3,
    4,
  ]);
});

test('after an end nothing more is begun', async () => {
  const begun: number[] = [];
  const act = (index: number) => async () => {
    begun.push(index);
    throw new Error('stop');
  };
  const outcomes = await atOnce(1, [0, 1, 2].map(act), () => true);
  expect(begun).toEqual([0]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
});
