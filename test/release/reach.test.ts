import { expect, test } from 'vitest';
import { tooManyForNames } from '../../src/release/front/ec2/record-limit.ts';
import type { LockedBalancer, LockedMember } from '../../src/release/lock.ts';
import { formerEndpoints, listenersFor } from '../../src/release/up/reach.ts';

const member = (build: number, ...balancers: LockedBalancer[]): LockedMember => ({
  ...{ role: 'web', tag: `role/web@${build}`, digest: `sha256:${'0'.repeat(64)}`, count: 1, after: [] },
  balancers,
  connections: [],
});

const http = (port: number, target = 8080): LockedBalancer => ({ endpoint: 'http', port, target });
const admin = (port: number): LockedBalancer => ({ endpoint: 'admin', port, target: 9000 });

const portsOf = (wanted: LockedMember, ...before: LockedMember[]) =>
  (['former', 'both', 'turned', 'new'] as const).map((ports) =>
    listenersFor({ member: wanted, before }, ports).map(({ endpoint, port }) => `${endpoint} ${port}`),
  );

test.each([
  { moves: 'another port', wanted: member(2, http(8000)), seen: [[80], [80, 8000], [8000, 80], [8000]] },
  { moves: 'nothing', wanted: member(2, http(80)), seen: [[80], [80], [80], [80]] },
  { moves: 'no balancer any more', wanted: member(2), seen: [[80], [80], [], []] },
])('while machines of both are there, both have their ports: $moves', ({ wanted, seen }) => {
  expect(portsOf(wanted, member(1, http(80)))).toEqual(seen.map((ports) => ports.map((port) => `http ${port}`)));
});

test('a port that another endpoint takes is that of the former until the switch', () => {
  expect(portsOf(member(2, admin(80)), member(1, http(80)))).toEqual([
    ['http 80'],
    ['http 80'],
    ['admin 80'],
    ['admin 80'],
  ]);
  expect(portsOf(member(2, http(81), admin(80)), member(1, http(80)))).toEqual([
    ['http 80'],
    ['http 80', 'http 81'],
    ['http 81', 'admin 80'],
    ['http 81', 'admin 80'],
  ]);
});

test('a canary keeps its port; a first release, or one of which nothing is known, has its own', () => {
  expect(portsOf(member(1, http(80)), member(1, http(80)), member(2, http(8000)))[1]).toEqual(['http 80', 'http 8000']);
  expect(portsOf(member(1, http(80)))).toEqual(Array(4).fill(['http 80']));
});

test('a machine is at the ports of the release that it came with', () => {
  const moving = { member: member(3, http(80, 3)), before: [member(1, http(80, 1)), member(2, http(80, 2))] };
  expect(['role/web@1', 'role/web@2', 'role/web@9'].map((tag) => formerEndpoints(moving, tag))).toEqual([
    [http(80, 1)],
    [http(80, 2)],
    [http(80, 1)],
  ]);
  expect(formerEndpoints({ member: member(2, http(80)), before: [member(1)] }, 'role/web@1')).toEqual([http(80)]);
});

test('a role with more machines than a name at Route53 leads to is told', () => {
  const counted = [400, 401].map((count) => ({ member: member(1), count }));
  expect(tooManyForNames(counted)).toEqual([
    expect.objectContaining({ code: 'unfit-release', message: expect.stringContaining('401 machines') }),
  ]);
});
