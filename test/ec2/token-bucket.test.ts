import { expect, test } from 'vitest';
import { ALLOWANCES } from '../../src/machines/ec2/api/actions.ts';
import { TokenBucket } from '../../src/machines/ec2/api/token-bucket.ts';
import { virtualClock } from '../ec2-endpoint/clock.ts';

const LAUNCHES = 200;

test('200 calls of RunInstances take as long as AWS allows, in the order in which they were asked for', async () => {
  const clock = virtualClock(0);
  using _ = clock.runWhileIdle(() => false);
  const bucket = new TokenBucket(ALLOWANCES.run.calls, clock);
  const order: number[] = [];
  const calls = Array.from({ length: LAUNCHES }, (_, index) => bucket.take().then(() => order.push(index)));
  await Promise.all(calls);
  expect(order).toEqual(order.toSorted((one, other) => one - other));
  const least = (LAUNCHES - ALLOWANCES.run.calls.capacity) / ALLOWANCES.run.calls.perSecond;
  expect(clock.now() / 1_000).toBeGreaterThanOrEqual(least);
  expect(clock.now() / 1_000).toBeLessThan(least * 1.1);
});

test('a throttled class has half its rate, and comes back slowly', async () => {
  const clock = virtualClock(0);
  using _ = clock.runWhileIdle(() => false);
  const bucket = new TokenBucket({ capacity: 5, perSecond: 2 }, clock);
  bucket.throttled(0);
  // Another call that was under way with that one.
  bucket.throttled(0);
  expect(bucket.rate).toBe(1);
  await bucket.take();
  expect(clock.now()).toBe(1_000);
  expect(bucket.rate).toBeCloseTo(1.04);
  await clock.sleep(60_000);
  await bucket.take();
  expect(bucket.rate).toBe(2);
});

test('a class that is throttled again and again still makes calls', async () => {
  const clock = virtualClock(0);
  using _ = clock.runWhileIdle(() => false);
  const bucket = new TokenBucket({ capacity: 5, perSecond: 2 }, clock);
  for (let era = 0; era < 20; era++) bucket.throttled(era);
  await bucket.take();
  expect(clock.now()).toBeLessThan(20_000);
});

test('two bakers on one account share its rate', async () => {
  const clock = virtualClock(0);
  using _ = clock.runWhileIdle(() => false);
  let refusals = 0;
  // The account's own bucket refuses instead of making anybody wait.
  let tokens = 5;
  let at = 0;
  const isTaken = () => {
    tokens = Math.min(5, tokens + ((clock.now() - at) / 1_000) * 2);
    at = clock.now();
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
  const baker = async () => {
    const bucket = new TokenBucket({ capacity: 5, perSecond: 2 }, clock);
    for (let made = 0; made < 50; ) {
      const era = await bucket.take();
      if (isTaken()) made++;
      else {
        refusals++;
        bucket.throttled(era);
      }
    }
  };
  await Promise.all([baker(), baker()]);
  expect(clock.now() / 1_000).toBeLessThan(((100 - 5) / 2) * 2);
  expect(refusals).toBeLessThan(30);
});
