import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { atOnce } from '../../src/bake/at-once.ts';
import type { Seat } from '../../src/bake/seats.ts';

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

test('who leaves its seat lets the next one begin, and goes on before any that is not begun', async () => {
  const told: string[] = [];
  const act = (index: number) => async (seat: Seat) => {
    told.push(`${index} works`);
    await sleep(10);
    seat.leave();
    told.push(`${index} needs no seat`);
    await sleep(1);
    await seat.take();
    told.push(`${index} tests`);
    await sleep(1);
  };
  await atOnce(1, [0, 1, 2].map(act), () => false);
  expect(told).toEqual([
    ...['0 works', '0 needs no seat', '1 works', '1 needs no seat', '0 tests'],
    ...['1 tests', '2 works', '2 needs no seat', '2 tests'],
  ]);
});

test('who waits for a seat again hears of an end', async () => {
  const stop = new AbortController();
  const outcomes = await atOnce(
    1,
    [
      async (seat: Seat) => {
        seat.leave();
        await sleep(1);
        await seat.take(stop.signal);
      },
      async () => {
        await sleep(5);
        stop.abort(new Error('stopped'));
        await sleep(5);
      },
      async () => undefined,
    ],
    () => false,
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
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
