import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Team } from '../cli/team.ts';
import { note } from '../cli/tiny.ts';
import { type CloudTeam, cloudTeam, ONE_IMAGE } from './cloud-team.ts';

let cloud: CloudTeam;
let team: Team;

beforeAll(async () => {
  cloud = await cloudTeam(async () => ({ connect: 'session-manager', more: 'instance_profile: baker' }));
  team = cloud.team;
  await team.run('os', 'update');
}, 240_000);

afterAll(async () => await cloud?.[Symbol.asyncDispose](), 60_000);

const asked = (action: string) => cloud.endpoint.requests.filter((request) => request.action === action);

test('a role is baked, launched, looked into and ended through sessions, of which none is left', async () => {
  await team.run('bake', 'tiny');
  expect(cloud.left()).toEqual(ONE_IMAGE);
  // One to see that sshd greets, and one for all that is done, of the machine that bakes and of the one that is checked.
  expect(asked('StartSession').filter(({ error }) => error === undefined).length).toBeGreaterThanOrEqual(4);
  const { faults } = cloud.endpoint;
  faults.disturbs = (count) => (count % 13 === 5 ? 'lost' : count % 7 === 2 ? 'late' : undefined);
  const { id } = await team.ask<{ id: string }>('launch', 'role/tiny', '--flag', 'HIDDEN=open');
  expect(await team.run('ssh', id, '--', 'sh', '-c', 'echo "$SSH_CLIENT" | cut -d" " -f1; seq 3000 | tail -1')).toBe(
    '127.0.0.1\n3000\n',
  );
  faults.disturbs = () => undefined;
  expect((await team.try('ssh', id, '--', 'sh', '-c', 'exit 7')).code).toBe(7);
  expect(await team.run('terminate', id)).toContain(`ended ${id}`);
  expect(cloud.left()).toEqual(ONE_IMAGE);
  expect(cloud.endpoint.cloud.sessions.open.size).toBe(0);
  expect(asked('TerminateSession').length).toBe(asked('StartSession').length);
}, 400_000);

test('no rule lets ssh in; without a way out, machines reach https alone', () => {
  const rules = (action: string) =>
    asked(action).flatMap(({ params }) => params['IpPermissions'] as Record<string, unknown>[]);
  const into = rules('AuthorizeSecurityGroupIngress');
  expect(into.length).toBeGreaterThan(0);
  for (const rule of into) expect(Object.keys(rule).sort()).toEqual(['Groups', 'IpProtocol']);
  const out = rules('AuthorizeSecurityGroupEgress').filter(({ IpProtocol }) => IpProtocol === 'tcp');
  expect(out.length).toBeGreaterThan(0);
  for (const rule of out) expect(rule).toMatchObject({ FromPort: '443', IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
});

test('a session that is cut in mid-bake is replaced by another one', async () => {
  team.write(note('second'));
  const { sessions } = cloud.endpoint.cloud;
  const cut = () => {
    for (const id of sessions.open.keys()) sessions.end(id);
  };
  const { code, stdout, stderr, reached } = await team.runUntil('converge', cut, 'bake', 'tiny');
  expect({ code, reached }, stderr).toEqual({ code: 0, reached: true });
  expect(stdout).toContain('role/tiny@2');
  expect(stderr).toMatch(/was cut/);
  expect(cloud.left()).toEqual([...ONE_IMAGE, ...ONE_IMAGE].sort());
  expect(sessions.open.size).toBe(0);
}, 300_000);

test('a session that may not be begun is told with its right, and the machine goes', async () => {
  cloud.endpoint.faults.denied.add('StartSession');
  const { code, stderr } = await team.try('launch', 'role/tiny', '--flag', 'HIDDEN=open');
  cloud.endpoint.faults.denied.clear();
  expect(stderr).toMatch(/^error\[cloud-denied\].*StartSession.*AccessDenied/m);
  expect(code).toBe(4);
  expect(cloud.left()).toEqual([...ONE_IMAGE, ...ONE_IMAGE].sort());
}, 120_000);
