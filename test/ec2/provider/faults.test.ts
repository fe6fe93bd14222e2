import { rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { isProcessAlive } from '../../../src/host/process-identity.ts';
import { testCloud } from './test-cloud.ts';

const nobody = () => false;

describe('what AWS does on a bad day', () => {
  test.each([
    ['RunInstances', 1],
    ['CreateSecurityGroup', 1],
    ['AuthorizeSecurityGroupIngress', 1],
    ['RevokeSecurityGroupEgress', 1],
    ['TerminateInstances', 1],
    ['DeleteSecurityGroup', 1],
    ['DescribeInstances', 2],
  ])('the answer of %s is lost: one machine is made, none is left', async (lost, which) => {
    await using cloud = await testCloud({
      faults: { losesReply: ({ action, count }) => action === lost && count === which },
    });
    await cloud.machines.launch(cloud.spec('once'));
    expect(cloud.left().filter((item) => item.startsWith('instance'))).toEqual(['instance running']);
    await cloud.machines.terminate('once');
    expect(cloud.left()).toEqual([]);
  });

  test('what was just made is not found for a while', async () => {
    await using cloud = await testCloud({ faults: { notFoundMs: 300 } });
    await cloud.machines.launch(cloud.spec('young'));
    await cloud.machines.terminate('young');
    expect(cloud.left()).toEqual([]);
  });

  test('a zone without capacity: the next subnet, then the next type', async () => {
    const zones = new Set<string>();
    const cloudOptions = {
      faults: {
        lacksCapacity: (type: string, zone: string) => {
          zones.add(`${type} ${zone}`);
          return type === 't3.small' || zone.endsWith('a');
        },
      },
    };
    await using cloud = await testCloud(cloudOptions);
    const machine = await cloud.machines.launch(cloud.spec('late'));
    expect(machine.instanceType).toBe('t3.medium');
    expect([...zones].filter((one) => one.startsWith('t3.small'))).toHaveLength(3);
    const tokens = cloud.endpoint.requests.flatMap(({ action, params }) =>
      action === 'RunInstances' ? [params['ClientToken']] : [],
    );
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  test('a group that somebody removed, or that was made without an answer and is not found yet, is no end', async () => {
    await using cloud = await testCloud({
      faults: { notFoundMs: 200, losesReply: ({ action, count }) => action === 'CreateSecurityGroup' && count === 1 },
    });
    await cloud.machines.launch(cloud.spec('first'));
    await cloud.machines.terminate('first');
    await cloud.machines.launch(cloud.spec('second'));
    const groups = cloud.endpoint.cloud.region('eu-central-1').securityGroups;
    for (const { id, name } of groups.values()) if (name.startsWith('rolebake-')) groups.delete(id);
    await cloud.machines.launch(cloud.spec('third'));
    expect((await cloud.machines.list()).map(({ id }) => id)).toEqual(['second', 'third']);
  });

  test('no capacity anywhere is said as such, and leaves nothing', async () => {
    await using cloud = await testCloud({ faults: { lacksCapacity: () => true } });
    await expect(cloud.machines.launch(cloud.spec('never'))).rejects.toThrow(
      /^no-capacity: eu-central-1 has no machine left: t3.small in subnet-.* \(InsufficientInstanceCapacity\)/,
    );
    expect(await cloud.machines.list()).toEqual([]);
    await cloud.machines.sweep(isProcessAlive);
    expect(cloud.left()).toEqual([]);
  });

  test('an instance profile that does not exist yet is waited for', async () => {
    const profilesExistFrom = new Map([['baker', Date.now() + 300]]);
    await using cloud = await testCloud({ faults: { profilesExistFrom } }, { instanceProfile: 'baker' });
    expect((await cloud.machines.launch(cloud.spec('early'))).state).toBe('running');
  });

  test('what the caller may not do is said as such', async () => {
    await using cloud = await testCloud({ faults: { denied: new Set(['RunInstances']) } });
    await expect(cloud.machines.launch(cloud.spec('no'))).rejects.toThrow(
      /^cloud-denied: RunInstances in eu-central-1/,
    );
    expect(await cloud.machines.list()).toEqual([]);
    await cloud.machines.sweep(isProcessAlive);
    expect(cloud.left()).toEqual([]);
  });

  test('a process that died with its call under way: another one gets the same machine', async () => {
    let isDead = true;
    await using cloud = await testCloud({
      faults: { losesReply: ({ action }) => isDead && action === 'RunInstances' },
    });
    const spec = cloud.spec('widow');
    await expect(cloud.machines.launch(spec)).rejects.toThrow(/^cloud-failed: /);
    isDead = false;
    const events: string[] = [];
    const machine = await cloud.another().launch(spec, ({ type }) => events.push(type));
    expect(events).toEqual(['adopted', 'booting', 'running']);
    expect(cloud.left().filter((item) => item.startsWith('instance'))).toEqual(['instance running']);
    expect(await cloud.another().get('widow')).toEqual(machine);
  });

  test('a process that died with its call under way: another one removes what came of it', async () => {
    let isDead = true;
    await using cloud = await testCloud({
      faults: { losesReply: ({ action }) => isDead && action === 'RunInstances' },
    });
    await expect(cloud.machines.launch(cloud.spec('widow'))).rejects.toThrow(/^cloud-failed: /);
    isDead = false;
    const other = cloud.another();
    expect((await other.leftovers(nobody)).map(({ kind, id }) => `${kind} ${id}`)).toContain('machine widow');
    expect(await other.sweep(isProcessAlive)).toEqual([]);
    expect(await other.sweep(nobody)).toContain('widow');
    expect(cloud.left()).toEqual([]);
  });
});

describe('sweep', () => {
  test('a state folder that was lost: a bake goes, a launched machine stays', async () => {
    await using cloud = await testCloud();
    await cloud.machines.launch(cloud.spec('baked'));
    await cloud.machines.launch(cloud.spec('launched', { purpose: 'launch' }));
    await rm(`${cloud.settings.state}/ec2/machines`, { recursive: true });
    expect(await cloud.another().sweep(nobody)).toEqual(['baked']);
    expect((await cloud.machines.list()).map(({ id }) => id)).toEqual(['launched']);
    await cloud.another().terminate('launched');
    expect(cloud.left()).toEqual([]);
  });

  test("another state folder's machine is left alone until it has expired", async () => {
    await using cloud = await testCloud();
    await cloud.machines.launch(cloud.spec('theirs'));
    const elsewhere = `${cloud.settings.state}/other`;
    expect(await cloud.another({ state: elsewhere }).sweep(nobody)).toEqual([]);
    const timing = { ...cloud.settings.timing, expireMs: -1 };
    const expiring = cloud.another({ timing });
    await expiring.launch(cloud.spec('expired'));
    expect(await cloud.another({ state: elsewhere }).sweep(nobody)).toContain('expired');
    expect((await cloud.machines.list()).map(({ id }) => id)).toEqual(['expired', 'theirs']);
  });

  test('a machine that ended by itself is a stopped one, and goes', async () => {
    await using cloud = await testCloud();
    const { instance } = await cloud.machines.launch(cloud.spec('short'));
    cloud.endpoint.cloud.region('eu-central-1').instances.delete(instance);
    expect((await cloud.machines.get('short'))?.state).toBe('stopped');
    expect(await cloud.another().sweep(isProcessAlive)).toEqual([]);
    expect(await cloud.another().sweep(nobody)).toContain('short');
    expect(await cloud.machines.list()).toEqual([]);
  });
});
