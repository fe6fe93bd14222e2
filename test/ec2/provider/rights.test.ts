import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import {
  CreateTagsCommand,
  DeregisterImageCommand,
  type ResourceType,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../../src/machines/ec2/api/sdk.ts';
import { type Policy, policyOf } from '../../../src/machines/ec2/rights/policy.ts';
import type { Ec2Settings, RegionPlace } from '../../../src/machines/ec2/settings.ts';
import { ec2Balancers } from '../../../src/release/front/ec2/ec2-balancers.ts';
import { route53Zones } from '../../../src/release/front/ec2/route53-zones.ts';
import { ec2Client } from '../client.ts';
import { balancerLife } from '../front/balancer-life.ts';
import { putNames } from '../front/zone-life.ts';
import { errorOf } from '../wishes.ts';
import { oneLife, RUN } from './one-life.ts';
import { type TestCloud, testCloud } from './test-cloud.ts';

const PARAMETER = { kind: 'parameter', name: '/aws/service/debian/release/12/latest/amd64' } as const;

/** The actions that a policy allows, without their service. */
const allowed = (settings: Parameters<typeof policyOf>[0]) =>
  new Set(policyOf(settings).Statement.flatMap(({ Action }) => Action.map((one) => one.replace(/^\w+:/, ''))));

test('the policy allows every call that we make, and the tags in it, and no other', async () => {
  await using cloud = await testCloud({}, { parent: PARAMETER, hostedZone: { create: true } });
  // Everybody may ask who they are; the right to a secret is for its owner to give.
  const called = Object.keys(COMMANDS).filter((action) => !['GetCallerIdentity', 'GetSecretValue'].includes(action));
  const all = { ...cloud.settings, connect: 'session-manager' } as const;
  expect(allowed(all)).toEqual(new Set([...called, 'AddTags', 'CreateTags']));
  const ofSessions = ['DescribeInstanceInformation', 'DescribeSessions', 'StartSession', 'TerminateSession'];
  const usual = allowed(cloud.settings);
  expect([...allowed(all)].filter((action) => !usual.has(action))).toEqual(ofSessions);
});

test("nothing is changed or removed that has not the area's tag", async () => {
  await using cloud = await testCloud({}, { area: 'shop' });
  const { Statement } = policyOf(cloud.settings);
  const changes = Statement.filter(({ Action }) =>
    Action.some((one) => /Terminate|Stop|Delete|Deregister|Modify/.test(one)),
  );
  expect(changes.length).toBeGreaterThan(0);
  for (const { Condition } of changes)
    expect(Condition).toEqual({ StringEquals: { 'aws:ResourceTag/rolebake:area': 'shop' } });
});

test('a profile and a key of its own need more, and nothing else does', async () => {
  await using cloud = await testCloud();
  const sids = (more: Partial<typeof cloud.settings>) =>
    policyOf({ ...cloud.settings, ...more }).Statement.map(({ Sid }) => Sid);
  expect(sids({})).not.toContain('GiveRole');
  expect(sids({ instanceProfile: 'shop' })).toContain('GiveRole');
  const home = { ...cloud.settings.home, kmsKey: 'alias/shop' };
  expect(sids({ home })).toContain('UseKey');
  const grant = policyOf({ ...cloud.settings, home }).Statement.find(({ Action }) =>
    Action.includes('kms:CreateGrant'),
  );
  expect(grant?.Condition).toMatchObject({ Bool: { 'kms:GrantIsForAWSResource': 'true' } });
});

test('doctor says which calls may be made, and nothing comes of asking', async () => {
  await using cloud = await testCloud();
  const before = await cloud.machines.rights();
  expect(before.filter(({ verdict }) => verdict === 'denied')).toEqual([]);
  expect(before.find(({ action }) => action === 'RunInstances')?.verdict).toBe('allowed');
  expect(before.find(({ action }) => action === 'TerminateInstances')?.verdict).toBe('unsaid');
  expect(cloud.left()).toEqual([]);
  await cloud.machines.launch(cloud.spec('there'));
  const left = cloud.left();
  cloud.endpoint.faults.denied.add('TerminateInstances');
  const after = await cloud.machines.rights();
  expect(after.find(({ action }) => action === 'TerminateInstances')).toMatchObject({ verdict: 'denied' });
  expect(after.find(({ action }) => action === 'StopInstances')?.verdict).toBe('allowed');
  expect(cloud.left()).toEqual(left);
});

/** Who may do what the policy of these settings says, and no more. */
async function leastCloud(more: Partial<Ec2Settings> = {}, place: Partial<RegionPlace> = {}) {
  const cloud = await testCloud({}, more, place);
  cloud.endpoint.faults.policy = policyOf(cloud.settings);
  return cloud;
}

test('the least rights are enough: for a machine, its image, the copy and who may have it, and to remove all', async () => {
  const shared = { shareWith: ['222222222222'], deprecateAfterDays: 30, instanceProfile: 'baker' };
  await using cloud = await leastCloud(shared, { kmsKey: 'alias/images' });
  const { machines } = cloud;
  await oneLife(machines, cloud.spec('bake'));
  const images = await machines.images.list();
  for (const image of images) await machines.images.offer(image);
  await machines.launch({ ...cloud.spec('launched', { purpose: 'launch' }), image: images[1] ?? { ami: '' } });
  expect((await machines.rights()).filter(({ verdict }) => verdict === 'denied')).toEqual([]);
  await machines.terminate('launched');
  await machines.images.discard(RUN);
  await machines.launch(cloud.spec('lost'));
  await rm(`${cloud.settings.state}/ec2/machines`, { recursive: true });
  expect(await machines.sweep(() => false)).toContain('lost');
  expect(cloud.left()).toEqual([]);
});

/** The same in another partition, where ARNs and names of services are others. */
async function elsewhere(cloud: TestCloud, home: string, copy: string) {
  const { settings, endpoint } = cloud;
  const others = { home: { ...settings.home, region: home }, copies: [{ ...settings.home, region: copy }] };
  const ami = endpoint.cloud.region(home).parameters.get(PARAMETER.name) ?? '';
  const more = { ...others, parent: PARAMETER, instanceProfile: 'baker', hostedZone: { create: true } };
  endpoint.faults.policy = policyOf({ ...settings, ...more });
  return { machines: cloud.another(more), image: { ami } };
}

test.each([
  ['cn-north-1', 'cn-northwest-1'],
  ['us-gov-west-1', 'us-gov-east-1'],
])('the least rights are enough in %s, which is a partition of its own', async (home, copy) => {
  await using cloud = await testCloud({}, {}, { kmsKey: 'alias/images' });
  const { machines, image } = await elsewhere(cloud, home, copy);
  await oneLife(machines, { ...cloud.spec('bake'), image });
  expect((await machines.rights()).filter(({ verdict }) => verdict === 'denied')).toEqual([]);
  await machines.launch({ ...cloud.spec('web-1', { purpose: 'launch' }), image });
  await machines.launch({ ...cloud.spec('web-2', { purpose: 'launch' }), image });
  await balancerLife(ec2Balancers(machines.area));
  const zones = route53Zones(machines.area);
  await putNames(zones);
  await zones.remove('test');
});

/** The least rights but for those with such a name. */
const without = (right: string, { Version, Statement }: Policy): Policy => ({
  Version,
  Statement: Statement.map((one) => ({ ...one, Action: one.Action.filter((action) => action !== right) })),
});

const KEY = { kmsKey: 'arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-4333-8444-555555555555' };
const toHome = { copies: [] };

test.each(['DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'CreateGrant', 'Decrypt'])(
  'without the right kms:%s to the key of its disk a machine ends as it begins, and why is told',
  async (right) => {
    await using cloud = await testCloud({}, toHome, KEY);
    cloud.endpoint.faults.policy = without(`kms:${right}`, policyOf(cloud.settings));
    const refusal = await cloud.machines.launch(cloud.spec('bake')).catch((error) => error);
    expect(refusal.problems).toEqual([
      expect.objectContaining({ code: 'boot-failed', hint: expect.stringMatching(/kms_key .* doctor --provider ec2/) }),
    ]);
    expect(refusal.message).toContain('Client error on launch');
  },
);

test('without the right to change keys no image is copied, and why is told', async () => {
  await using cloud = await testCloud({}, {}, { kmsKey: 'alias/images' });
  cloud.endpoint.faults.policy = without('kms:ReEncrypt*', policyOf(cloud.settings));
  const refusal = await oneLife(cloud.machines, cloud.spec('bake')).catch((error) => error);
  expect(refusal.problems).toEqual([
    expect.objectContaining({ code: 'image-failed', hint: expect.stringMatching(/kms_key .* doctor --provider ec2/) }),
  ]);
});

test('no key but those of the settings may be used, and by EBS alone', async () => {
  await using cloud = await testCloud({}, toHome, KEY);
  const ofKey = policyOf(cloud.settings).Statement.filter(({ Action }) => Action.some((one) => one.startsWith('kms:')));
  expect(ofKey.map(({ Resource }) => Resource)).toEqual([[KEY.kmsKey], [KEY.kmsKey]]);
  for (const { Condition } of ofKey)
    expect(Condition?.['StringLike']).toEqual({ 'kms:ViaService': 'ec2.*.amazonaws.com' });
});

test('the least rights are enough for the groups and the machines of a load balancer', async () => {
  await using cloud = await leastCloud();
  for (const id of ['web-1', 'web-2']) await cloud.machines.launch(cloud.spec(id, { purpose: 'launch' }));
  await balancerLife(ec2Balancers(cloud.machines.area));
  for (const id of ['web-1', 'web-2']) await cloud.machines.terminate(id);
  expect(cloud.endpoint.requests.map(({ action }) => action)).toContain('RevokeSecurityGroupIngress');
  expect(cloud.left()).toEqual([]);
});

test('doctor finds nothing denied with the least rights, whatever there is already', async () => {
  await using cloud = await leastCloud();
  const denied = async () => (await cloud.machines.rights()).filter(({ verdict }) => verdict === 'denied');
  expect(await denied()).toEqual([]);
  await cloud.machines.launch(cloud.spec('bake'));
  await cloud.machines.stop('bake');
  await cloud.machines.images.create({ name: 'web-42', description: 'web', run: RUN, tags: {}, machine: 'bake' });
  expect(await denied()).toEqual([]);
});

test("with the least rights nothing of others is touched, and nothing is made that is unsafe or has not the area's tag", async () => {
  await using cloud = await testCloud({ faults: { throttle: false } });
  const theirs = await cloud.another({ area: 'theirs' }).launch(cloud.spec('theirs'));
  cloud.endpoint.faults.policy = policyOf(cloud.settings);
  const client = ec2Client(cloud.endpoint);
  const InstanceIds = [theirs.instance];
  for (const touching of [
    client.send(new TerminateInstancesCommand({ InstanceIds })),
    client.send(new DeregisterImageCommand({ ImageId: cloud.debian })),
    client.send(new CreateTagsCommand({ Resources: InstanceIds, Tags: AREA })),
  ])
    expect(await errorOf(touching)).toBe('UnauthorizedOperation');
  const run = (wishes: Partial<RunInstancesCommandInput>) =>
    errorOf(client.send(new RunInstancesCommand({ ...SAFE, ImageId: cloud.debian, ...wishes })));
  expect(await run({})).toBe('DryRunOperation');
  for (const worse of WORSE) expect(await run(worse), JSON.stringify(worse)).toBe('UnauthorizedOperation');
});

const AREA = [{ Key: 'rolebake:area', Value: 'test' }];
const KINDS: readonly ResourceType[] = ['instance', 'volume', 'network-interface'];
const tagged = (kinds: readonly ResourceType[]) => kinds.map((ResourceType) => ({ ResourceType, Tags: AREA }));

/** What may be made, as far as rights are about it. */
const SAFE = {
  ...{ DryRun: true, InstanceType: 't3.small' as const, MinCount: 1, MaxCount: 1 },
  MetadataOptions: { HttpTokens: 'required' as const },
  BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true } }],
  TagSpecifications: tagged(KINDS),
};

const WORSE: readonly Partial<RunInstancesCommandInput>[] = [
  { MetadataOptions: { HttpTokens: 'optional' } },
  { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: false } }] },
  ...KINDS.map((without) => ({ TagSpecifications: tagged(KINDS.filter((kind) => kind !== without)) })),
];

test('the docs show the policy of the default settings', async () => {
  await using cloud = await testCloud({}, { parent: PARAMETER, area: 'rolebake' });
  const page = readFileSync(new URL('../../../docs/ec2.md', import.meta.url), 'utf8');
  const shown = /## Permissions[\s\S]*?```json\n([\s\S]*?)\n```/.exec(page)?.[1] ?? '';
  expect(JSON.parse(shown)).toEqual(policyOf(cloud.settings));
});
