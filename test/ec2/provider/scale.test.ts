import { expect, test } from 'vitest';
import { ALLOWANCES } from '../../../src/machines/ec2/api/actions.ts';
import { AWS_TIMES, bakeMany } from './bake-many.ts';

/** What AWS's buckets allow at best. */
const leastSeconds = (count: number, { capacity, perSecond }: { capacity: number; perSecond: number }) =>
  (count - capacity) / perSecond;

test('200 bakes at once go as fast as AWS allows, and no refusal of AWS reaches one', async () => {
  const many = await bakeMany(200);
  const launch = leastSeconds(200, ALLOWANCES.run.calls) + AWS_TIMES.start / 1_000;
  const image = leastSeconds(200, ALLOWANCES.change.calls) + AWS_TIMES.image / 1_000;
  expect(many.launchSeconds).toBeLessThan(1.1 * launch);
  expect(many.imageSeconds).toBeLessThan(1.1 * image);
  expect(many.throttled).toBe(0);
  expect(many.describes).toBeLessThan(many.seconds);
  expect(many.calls['TerminateInstances']).toBeLessThan(20);
  expect(many.calls['CreateSecurityGroup']).toBe(1);
  // 32 at a time; one that was closed may not have been missed yet.
  expect(many.sockets).toBeLessThanOrEqual(36);
  expect(many).toMatchObject({ left: [], images: 200 });
}, 600_000);

test('a second baker on the account makes both slower, and fails neither', async () => {
  const both = await bakeMany(80, 2);
  const launch = leastSeconds(80, ALLOWANCES.run.calls) + AWS_TIMES.start / 1_000;
  expect(both.launchSeconds).toBeLessThan(1.5 * launch);
  expect(both.throttled).toBeGreaterThan(0);
  expect(both).toMatchObject({ left: [], images: 80 });
}, 600_000);
