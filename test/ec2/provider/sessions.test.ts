import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { policyOf } from '../../../src/machines/ec2/rights/policy.ts';
import { realClock } from '../../ec2-endpoint/clock.ts';
import { paperMachines } from '../../ec2-endpoint/machines/paper.ts';
import { testCloud } from './test-cloud.ts';

/** Machines on paper whose port 22 greets as sshd does. */
function greeting() {
  const connect = async () => {
    const stream = new PassThrough();
    stream.write('SSH-2.0-OpenSSH_9.2p1\r\n');
    return stream;
  };
  return { ...paperMachines(realClock), connect };
}

const cloudOf = (machines = greeting()) =>
  testCloud({ machines }, { connect: 'session-manager', instanceProfile: 'baker', copies: [] }, { launchGroups: [] });

test('the least rights are enough for sessions with our machines, and for no others', async () => {
  await using cloud = await cloudOf();
  const { faults, requests } = cloud.endpoint;
  faults.policy = policyOf(cloud.settings);
  await cloud.machines.launch(cloud.spec('ours'));
  const stream = await cloud.machines.dial?.('ours');
  if (!stream) throw new Error('there is no way to the machine');
  expect(String((await once(stream, 'data'))[0])).toMatch(/^SSH-/);
  stream.destroy();
  faults.policy = policyOf({ ...cloud.settings, area: 'another' });
  await expect(cloud.machines.dial?.('ours')).rejects.toThrow(/^cloud-denied: StartSession/);
  faults.policy = undefined;
  await cloud.machines.terminate('ours');
  await cloud.machines[Symbol.asyncDispose]();
  const ids = (action: string) => requests.filter((one) => one.action === action && one.error === undefined).length;
  expect(ids('TerminateSession')).toBe(ids('StartSession'));
});

test('a session whose answer was lost ends with the one that was begun in its place', async () => {
  await using cloud = await cloudOf();
  const { faults, requests } = cloud.endpoint;
  faults.policy = policyOf(cloud.settings);
  faults.losesReply = ({ action, count }) => action === 'StartSession' && count <= 2;
  await cloud.machines.launch(cloud.spec('ours'));
  await cloud.machines.terminate('ours');
  await cloud.machines[Symbol.asyncDispose]();
  expect(requests.filter(({ action, replyLost }) => action === 'StartSession' && replyLost)).toHaveLength(2);
  expect(cloud.endpoint.cloud.sessions.open.size).toBe(0);
});

test('a session of which no answer comes ends too', async () => {
  await using cloud = await cloudOf();
  await cloud.machines.launch(cloud.spec('ours'));
  cloud.endpoint.faults.losesReply = ({ action }) => action === 'StartSession';
  await expect(cloud.machines.dial?.('ours')).rejects.toThrow(/^cloud-failed: StartSession/);
  await cloud.machines[Symbol.asyncDispose]();
  expect(cloud.endpoint.cloud.sessions.open.size).toBe(0);
}, 30_000);

test('a machine whose image has no agent is told with what it needs, and goes', async () => {
  await using cloud = await cloudOf();
  cloud.endpoint.faults.agentless.add(cloud.debian);
  const refusal = await cloud.machines.launch(cloud.spec('deaf')).catch((error) => error);
  expect(refusal.problems[0]).toMatchObject({ code: 'boot-failed', hint: expect.stringContaining('SSM agent') });
  expect(cloud.endpoint.requests.filter(({ action }) => action === 'StartSession')).toEqual([]);
  expect(cloud.left()).toEqual([]);
});

test('all that wait for an agent share one look', async () => {
  await using cloud = await cloudOf();
  await Promise.all(Array.from({ length: 10 }, (_, index) => cloud.machines.launch(cloud.spec(`many-${index}`))));
  const looks = cloud.endpoint.requests.filter(({ action }) => action === 'DescribeInstanceInformation');
  expect(looks.length).toBeLessThan(10);
});

test('a machine that is not connected is told as one that ssh cannot reach', async () => {
  await using cloud = await cloudOf();
  await cloud.machines.launch(cloud.spec('gone'));
  cloud.endpoint.faults.agentless.add(cloud.debian);
  await expect(cloud.machines.dial?.('gone')).rejects.toThrow(
    /^ssh-failed: i-\w+ cannot be reached through the Session Manager/,
  );
});
