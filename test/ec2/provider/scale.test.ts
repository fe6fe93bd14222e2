import { expect, test } from 'vitest';
import { virtualClock } from '../../ec2-endpoint/clock.ts';
import { paperMachines } from '../../ec2-endpoint/machines/paper.ts';
import { testCloud } from './test-cloud.ts';

/** As long as AWS takes, about. */
const TIMES = { start: 20_000, stop: 15_000, terminate: 30_000, image: 120_000 };
const TIMING = {
  ...{ bootMs: 600_000, stopMs: 600_000, imageMs: 3_600_000 },
  ...{ pollMs: 2_000, settleMs: 30_000, replyMs: 30_000 },
};
/** RunInstances: five at once, then two a second. */
const leastSeconds = (machines: number) => (machines - 5) / 2;

/** So many bakers, each with its own buckets, launch and end machines of one account, in AWS's time; what it took. */
async function launchMany(count: number, bakers = 1) {
  const clock = virtualClock();
  await using cloud = await testCloud({ clock, machines: paperMachines(clock, TIMES) }, { timing: TIMING });
  const { endpoint } = cloud;
  const providers = [cloud.machines, ...Array.from({ length: bakers - 1 }, () => cloud.another())];
  const providerOf = (index: number) => providers[index % bakers] ?? cloud.machines;
  using _ = clock.runWhileIdle(() => endpoint.seen.inFlight > 0);
  const specs = Array.from({ length: count }, (_, index) => cloud.spec(`bake-${index}`));
  const start = clock.now();
  await Promise.all(specs.map((spec, index) => providerOf(index).launch(spec)));
  const seconds = (clock.now() - start) / 1_000;
  const describes = endpoint.requests.filter(({ action }) => action === 'DescribeInstances').length;
  await Promise.all(specs.map(({ id }, index) => providerOf(index).terminate(id)));
  const of = (name: string) => endpoint.requests.filter(({ action }) => action === name).length;
  return {
    ...{ seconds, describes, left: cloud.left() },
    throttled: endpoint.requests.filter(({ error }) => error === 'RequestLimitExceeded').length,
    ...{ ends: of('TerminateInstances'), groups: of('CreateSecurityGroup'), sockets: endpoint.seen.mostSockets },
  };
}

test('200 machines at once are launched as fast as AWS allows, and nobody is throttled', async () => {
  const many = await launchMany(200);
  expect(many.seconds).toBeLessThan(1.1 * (leastSeconds(200) + TIMES.start / 1_000));
  expect(many.throttled).toBe(0);
  expect(many.describes).toBeLessThan(many.seconds);
  expect(many.ends).toBeLessThan(20);
  expect(many.groups).toBe(1);
  expect(many.sockets).toBeLessThanOrEqual(32);
  expect(many.left).toEqual([]);
}, 120_000);

test('a second baker on the account makes both slower, and fails neither', async () => {
  const both = await launchMany(80, 2);
  expect(both.seconds).toBeLessThan(1.5 * (leastSeconds(80) + TIMES.start / 1_000));
  expect(both.throttled).toBeGreaterThan(0);
  expect(both.left).toEqual([]);
}, 120_000);
