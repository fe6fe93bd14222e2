import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bakeUsage } from '../../../src/machines/ec2/costs/bake-usage.ts';
import { costOf } from '../../../src/machines/ec2/costs/cost.ts';
import { readPrices } from '../../../src/machines/ec2/costs/prices.ts';
import { testCloud } from './test-cloud.ts';

const PRICES = {
  currency: 'EUR',
  regions: {
    'eu-central-1': {
      machine_hour: { 't3.small': 0.036 },
      disk_gib_month: 0.073,
      snapshot_gib_month: 0.05,
      copy_gib: 0.02,
    },
    'eu-west-1': { snapshot_gib_month: 0.06 },
  },
};

test('a bake costs what its machines run and its images keep', async () => {
  await using cloud = await testCloud();
  const usage = bakeUsage(cloud.settings, { bakeSeconds: 300, testSeconds: 20, imageGib: 10 });
  const cost = costOf(PRICES, usage);
  // 300 s and a minute at 0.036 an hour, ten GiB of disk for so long, one copy of ten GiB.
  expect(cost.once).toBeCloseTo(0.0036 + 0.0001 + 0.2, 6);
  expect(cost.monthly).toBeCloseTo(0.5 + 0.6, 6);
  expect(cost).toMatchObject({ currency: 'EUR', unpriced: [] });
});

test('what has no price is said, not counted as free', () => {
  const machine = { region: 'eu-west-1', instanceType: 'u-24tb1.112xlarge', seconds: 60, diskGib: 8 };
  expect(costOf(PRICES, { machines: [machine], snapshots: [] })).toEqual({
    ...{ currency: 'EUR', once: 0, monthly: 0 },
    unpriced: ['a disk in eu-west-1', 'u-24tb1.112xlarge in eu-west-1'],
  });
});

test("rolebake's own prices know the default machines", () => {
  const { regions } = readPrices();
  for (const region of Object.values(regions)) expect(region.machine_hour?.['t3.small']).toBeGreaterThan(0.01);
});

test.each([
  ['{', 'unreadable-file'],
  ['{"regions": {}}', 'currency must be a text'],
  ['{"currency": "EUR", "regions": {"eu-west-1": {"copy_gib": "2"}}}', 'copy_gib of eu-west-1 must be a number'],
  ['{"currency": "EUR", "regions": {"eu-west-1": {"machine_hour": {"t3.small": -1}}}}', 't3.small of eu-west-1'],
])('a file of prices that says %s is refused', (text, words) => {
  const path = join(mkdtempSync(join(tmpdir(), 'rolebake-prices-')), 'prices.json');
  writeFileSync(path, text);
  expect(() => readPrices(path)).toThrow(words);
});
