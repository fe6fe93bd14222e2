import { expect, test } from 'vitest';
import type { LockedMember, ReleaseLock } from '../../src/release/lock.ts';
import { type EnvironmentMachine, endingIn, isSettled, planUp, removedShare } from '../../src/release/up/plan.ts';
import { freshMachines } from '../../src/release/up/steps/launch-role.ts';
import { buildsOf, serversFor } from '../../src/release/up/steps/servers.ts';
import { HEAVIEST, weightsFor } from '../../src/release/up/weights.ts';

const member = (role: string, build: number, balanced = true): LockedMember => ({
  role,
  tag: `role/${role}@${build}`,
  digest: `sha256:${'0'.repeat(64)}`,
  count: 2,
  after: [],
  balancers: balanced ? [{ endpoint: 'http', port: 80, target: 8080 }] : [],
  connections: [],
});

const lockOf = (...members: LockedMember[]): ReleaseLock => ({
  release: 'shop',
  summary: '',
  zone: 'shop.example',
  members,
});

const machine = (role: string, number: number, build: number, isRunning = true): EnvironmentMachine => ({
  id: `${role}-${number}`,
  role,
  tag: `role/${role}@${build}`,
  wish: `${role}@${build}`,
  address: `10.0.0.${number}`,
  isRunning,
});

const plan = (lock: ReleaseLock, machines: EnvironmentMachine[], count = 2) => {
  const wanted = lock.members.map((one) => ({ member: one, count, wish: one.tag.replace('role/', '') }));
  return planUp(lock, { name: 'test', zone: 'shop.example' }, wanted, machines);
};

test('from nothing, all machines of all roles are launched', () => {
  const made = plan(lockOf(member('web', 1), member('worker', 1, false)), []);
  expect(made.roles.map(({ role, launch, keep, end }) => ({ role, launch, keep, end }))).toEqual([
    { role: 'web', launch: 2, keep: [], end: [] },
    { role: 'worker', launch: 2, keep: [], end: [] },
  ]);
  expect(made.roles[0]).toMatchObject({ buildHost: 'web-1.test.shop.example', balancer: { ports: [80] } });
  expect(made.roles[1]?.balancer).toBeUndefined();
});

test('what is right stays, what is not is replaced, what the release has no more goes', () => {
  const there = [machine('web', 1, 1), machine('web', 2, 2), machine('api', 3, 1)];
  const made = plan(lockOf(member('web', 2)), there);
  expect(made.roles).toMatchObject([{ launch: 1, keep: ['web-2'], end: ['web-1'], from: ['role/web@1'] }]);
  expect(made.gone).toEqual([{ role: 'api', end: ['api-3'] }]);
  expect(isSettled(made)).toBe(false);
  expect(removedShare(made)).toBeCloseTo(1 / 2);
});

test('a machine that has ended is replaced; of too many the rest goes', () => {
  const made = plan(lockOf(member('web', 1)), [machine('web', 1, 1, false), machine('web', 2, 1)]);
  expect(made.roles).toMatchObject([{ launch: 1, keep: ['web-2'], end: ['web-1'] }]);
  const fewer = plan(
    lockOf(member('web', 1)),
    [1, 2, 3, 4].map((number) => machine('web', number, 1)),
  );
  expect(fewer.roles).toMatchObject([{ launch: 0, end: ['web-3', 'web-4'] }]);
  expect(removedShare(fewer)).toBe(0.5);
  expect(isSettled(plan(lockOf(member('web', 1)), [machine('web', 1, 1), machine('web', 2, 1)]))).toBe(true);
});

test.each([
  { share: 100, counts: { fresh: 2, old: 3 }, weights: { fresh: HEAVIEST, old: 0 } },
  { share: 10, counts: { fresh: 1, old: 1 }, weights: { fresh: 28, old: HEAVIEST } },
  { share: 50, counts: { fresh: 1, old: 4 }, weights: { fresh: HEAVIEST, old: 64 } },
  { share: 1, counts: { fresh: 4, old: 1 }, weights: { fresh: 1, old: HEAVIEST } },
  { share: 10, counts: { fresh: 2, old: 0 }, weights: { fresh: HEAVIEST, old: 0 } },
])('$share % for $counts.fresh beside $counts.old', ({ share, counts, weights }) => {
  expect(weightsFor(share, counts)).toEqual(weights);
});

test('before the switch only those serve that did, after it only those that stay', () => {
  const there = [machine('web', 1, 1), machine('web', 2, 2), machine('web', 3, 2)];
  const [role] = plan(lockOf(member('web', 2)), there.slice(0, 2)).roles;
  if (!role) throw new Error('no role');
  const weights = (traffic: 'before' | 'share' | 'new') =>
    serversFor(there, role, traffic, 20).map(({ id, weight }) => [id, weight]);
  expect(weights('before')).toEqual([
    ['web-1', HEAVIEST],
    ['web-2', HEAVIEST],
    ['web-3', 0],
  ]);
  expect(weights('new')).toEqual([
    ['web-1', 0],
    ['web-2', HEAVIEST],
    ['web-3', HEAVIEST],
  ]);
});

test('before the switch a canary has the share that it had', () => {
  const there = [machine('web', 1, 1), machine('web', 2, 1), machine('web', 3, 2)];
  const lock = lockOf(member('web', 3));
  const canary = { share: 10, machines: ['web-3'] };
  const wanted = lock.members.map((one) => ({ member: one, count: 2, wish: 'web@3' }));
  const [role] = planUp(lock, { name: 'test', zone: 'shop.example', canary }, wanted, there).roles;
  if (!role) throw new Error('no role');
  const weights = serversFor([...there, machine('web', 4, 3)], role, 'before', 100).map(({ weight }) => weight);
  expect(weights).toEqual([HEAVIEST, HEAVIEST, 57, 0]);
});

test('a second canary takes the place of the first, and no share of what serves; images alone do not tell them apart', () => {
  const there = [machine('web', 1, 1), machine('web', 2, 1), machine('web', 3, 1), machine('job', 4, 1)];
  const lock = lockOf(member('web', 3));
  const canary = { share: 10, machines: ['web-3', 'job-4'] };
  const wanted = lock.members.map((one) => ({ member: one, count: 1, wish: 'web@3' }));
  const made = planUp(lock, { name: 'test', zone: 'shop.example', canary }, wanted, there);
  const [role] = made.roles;
  if (!role) throw new Error('no role');
  const servers = serversFor([...there.slice(0, 3), machine('web', 5, 3)], role, 'share', 20);
  expect(servers.map(({ id, weight, leaves }) => [id, weight, leaves])).toEqual([
    ['web-1', HEAVIEST, undefined],
    ['web-2', HEAVIEST, undefined],
    ['web-3', 0, true],
    ['web-5', 128, undefined],
  ]);
  expect(endingIn(made, 20)).toEqual(['web-3', 'job-4']);
  expect(endingIn(made, 100)).toEqual(['web-1', 'web-2', 'web-3', 'job-4']);
});

test('a name leads to the builds that get connections, by their shares; to the one that is to come while none does', () => {
  const there = [machine('web', 1, 1), machine('web', 2, 2), machine('web', 3, 2)];
  const [role] = plan(lockOf(member('web', 2)), there.slice(0, 1)).roles;
  if (!role) throw new Error('no role');
  const builds = (traffic: 'before' | 'share' | 'new', machines = there) =>
    buildsOf(role, serversFor(machines, role, traffic, 20));
  expect(builds('before')).toEqual([{ label: 'web-1', weight: HEAVIEST }]);
  expect(builds('share')).toEqual([
    { label: 'web-1', weight: HEAVIEST },
    { label: 'web-2', weight: 64 },
  ]);
  expect(builds('new')).toEqual([{ label: 'web-2', weight: 2 * HEAVIEST }]);
  expect(builds('before', there.slice(1))).toEqual([{ label: 'web-2', weight: 1 }]);
});

test('machines that one job launches have names of their own, however alike those of their roles are', () => {
  const roles = ['recommendation_service', 'recommendation_service_api', 'recommendation_service_web', 'web'];
  const ids = roles.flatMap((role) => freshMachines({ context: { jobId: '0123456789' } }, { role, launch: 2 }));
  expect(new Set(ids).size).toBe(8);
  for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9-]{0,19}-0123456789-[12]$/);
});

test('only who is about to be ended leaves', () => {
  const there = [machine('web', 1, 1), machine('web', 2, 2)];
  const [role] = plan(lockOf(member('web', 2)), there).roles;
  if (!role) throw new Error('no role');
  const leaving = (traffic: 'before' | 'share' | 'new') =>
    serversFor(there, role, traffic, 20).flatMap(({ id, leaves }) => (leaves ? [id] : []));
  expect(leaving('before')).toEqual([]);
  expect(leaving('share')).toEqual([]);
  expect(leaving('new')).toEqual(['web-1']);
});
