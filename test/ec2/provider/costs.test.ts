import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bakeUsage } from '../../../src/machines/ec2/costs/bake-usage.ts';
import { costOf } from '../../../src/machines/ec2/costs/cost.ts';
import { readPrices } from '../../../src/machines/ec2/costs/prices.ts';
import { monthlyCost } from '../../../src/machines/ec2/costs/running-cost.ts';
import { testCloud } from './test-cloud.ts';

const PRICES = {
  currency: 'EUR',
  regions: {
    'eu-central-1': {
      machine_hour: { 't3.small': 0.036 },
      disk_gib_month: 0.073,
      snapshot_gib_month: 0.05,
      copy_gib: 0.02,
      address_hour: 0.005,
      balancer_hour: { application: 0.027 },
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

test('machines that bake with a public address cost that too', async () => {
  await using cloud = await testCloud({}, { copies: [] });
  const size = { bakeSeconds: 3_600, testSeconds: 3_600, imageGib: 10 };
  const once = (connect: 'private' | 'public') => costOf(PRICES, bakeUsage({ ...cloud.settings, connect }, size)).once;
  expect(once('public') - once('private')).toBeCloseTo(0.01, 6);
});

test('what runs costs its hours, disks and addresses, and balancers theirs, a month', () => {
  const machines = { count: 3, instanceType: 't3.small', diskGib: 10, isPublic: true };
  const balancer = { kind: 'application', addresses: 2 } as const;
  const running = { region: 'eu-central-1', machines: [machines], balancers: [balancer] };
  const { monthly, once, unpriced } = monthlyCost(PRICES, running);
  expect(monthly).toBeCloseTo(730 * (3 * (0.036 + 0.005) + 0.027 + 2 * 0.005) + 30 * 0.073, 6);
  expect({ once, unpriced }).toEqual({ once: 0, unpriced: [] });
  const other = { ...running, machines: [], balancers: [{ kind: 'network', addresses: 0 } as const] };
  expect(monthlyCost(PRICES, other).unpriced).toEqual(['a load balancer (network) in eu-central-1']);
});

test('what has no price is said, not counted as free', () => {
  const machine = { region: 'eu-west-1', instanceType: 'u-24tb1.112xlarge', seconds: 60, diskGib: 8, isPublic: true };
  expect(costOf(PRICES, { machines: [machine], snapshots: [] })).toEqual({
    ...{ currency: 'EUR', once: 0, monthly: 0 },
    unpriced: ['a disk in eu-west-1', 'a public address in eu-west-1', 'u-24tb1.112xlarge in eu-west-1'],
  });
});

test("rolebake's own prices know the default machines", () => {
  const { regions } = readPrices();
  for (const region of Object.values(regions)) {
    expect(region.machine_hour?.['t3.small']).toBeGreaterThan(0.01);
    expect(region.balancer_hour?.network).toBeGreaterThan(0.02);
  }
});

test.each([
  ['{', 'unreadable-file'],
  ['{"regions": {}}', 'currency must be a text'],
  ['{"currency": "EUR", "regions": {"eu-west-1": {"copy_gib": "2"}}}', 'copy_gib of eu-west-1 must be a number'],
  ['{"currency": "EUR", "regions": {"eu-west-1": {"balancer_hour": 1}}}', 'balancer_hour of eu-west-1 must be a map'],
  ['{"currency": "EUR", "regions": {"eu-west-1": {"machine_hour": {"t3.small": -1}}}}', 't3.small of eu-west-1'],
])('a file of prices that says %s is refused', (text, words) => {
  const path = join(mkdtempSync(join(tmpdir(), 'rolebake-prices-')), 'prices.json');
  writeFileSync(path, text);
  expect(() => readPrices(path)).toThrow(words);
});
