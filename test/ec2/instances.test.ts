import {
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { ec2Client } from './client.ts';
import { errorOf, inState, look, oneInstance } from './wishes.ts';

const WISHES: Partial<RunInstancesCommandInput> = {
  InstanceInitiatedShutdownBehavior: 'terminate',
  MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
  IamInstanceProfile: { Name: 'web' },
  BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeType: 'gp3', VolumeSize: 10 } }],
  TagSpecifications: [
    { ResourceType: 'instance', Tags: [{ Key: 'run', Value: 'r 1 & <2>' }] },
    { ResourceType: 'volume', Tags: [{ Key: 'run', Value: 'r1' }] },
    { ResourceType: 'network-interface', Tags: [{ Key: 'run', Value: 'r1' }] },
  ],
};

test('an instance is made with all that the call says, and all that goes with it', async () => {
  await using endpoint = await startEndpoint();
  const client = ec2Client(endpoint);
  const { Instances = [] } = await client.send(new RunInstancesCommand(await oneInstance(client, WISHES)));
  const instance = await inState(client, Instances[0]?.InstanceId, 'running');
  expect(instance).toMatchObject({
    InstanceType: 't3.small',
    Architecture: 'x86_64',
    IamInstanceProfile: { Arn: 'arn:aws:iam::123456789012:instance-profile/web' },
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    Tags: [{ Key: 'run', Value: 'r 1 & <2>' }],
    SecurityGroups: [{ GroupName: 'default' }],
    Placement: { AvailabilityZone: 'eu-central-1a' },
  });
  const { Volumes = [] } = await client.send(new DescribeVolumesCommand({}));
  expect(Volumes).toMatchObject([
    { Encrypted: true, VolumeType: 'gp3', Size: 10, State: 'in-use', Tags: [{ Key: 'run', Value: 'r1' }] },
  ]);
  expect(endpoint.inventory().map(({ kind }) => kind)).toEqual(['instance', 'volume', 'network-interface']);
});

test('the same token is the same instance, and with other parameters an error', async () => {
  await using endpoint = await startEndpoint();
  const client = ec2Client(endpoint);
  const input = await oneInstance(client, { ClientToken: 'once' });
  const run = async (wishes: Partial<RunInstancesCommandInput> = {}) =>
    (await client.send(new RunInstancesCommand({ ...input, ...wishes }))).Instances?.[0]?.InstanceId;
  expect(await run()).toBe(await run());
  expect(await errorOf(run({ InstanceType: 't3.micro' }))).toBe('IdempotentParameterMismatch');
  expect(await run({ ClientToken: 'twice' })).not.toBe(await run());
  expect(endpoint.inventory().filter(({ kind }) => kind === 'instance')).toHaveLength(2);
});

test('instances stop and end together, and what goes with them ends too', async () => {
  await using endpoint = await startEndpoint();
  const client = ec2Client(endpoint);
  const ids = await Promise.all(
    [1, 2].map(async () => {
      const { Instances = [] } = await client.send(new RunInstancesCommand(await oneInstance(client)));
      return Instances[0]?.InstanceId ?? '';
    }),
  );
  expect(await errorOf(client.send(new StopInstancesCommand({ InstanceIds: ids })))).toBe('IncorrectInstanceState');
  for (const id of ids) await inState(client, id, 'running');
  const { StoppingInstances = [] } = await client.send(new StopInstancesCommand({ InstanceIds: ids }));
  expect(StoppingInstances.map(({ CurrentState }) => CurrentState?.Name)).toEqual(['stopping', 'stopping']);
  for (const id of ids) await inState(client, id, 'stopped');
  await client.send(new TerminateInstancesCommand({ InstanceIds: ids }));
  for (const id of ids) await inState(client, id, 'terminated');
  expect(await look(client, ids[0])).toMatchObject({ StateReason: { Code: 'Client.UserInitiatedShutdown' } });
  expect(endpoint.inventory()).toEqual([]);
});

test('instances are found by tag and state, page by page', async () => {
  await using endpoint = await startEndpoint({ faults: { throttle: false } });
  const client = ec2Client(endpoint);
  for (const value of ['web', 'web', 'web', 'db', 'web', 'web', 'web']) {
    const tags = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'role', Value: value }] }];
    await client.send(new RunInstancesCommand(await oneInstance(client, { TagSpecifications: tags })));
  }
  const Filters = [
    { Name: 'tag:role', Values: ['w?b'] },
    { Name: 'instance-state-name', Values: ['pending', 'running'] },
  ];
  const first = await client.send(new DescribeInstancesCommand({ Filters, MaxResults: 5 }));
  expect(first.Reservations).toHaveLength(5);
  const { NextToken } = first;
  const second = await client.send(new DescribeInstancesCommand({ Filters, MaxResults: 5, NextToken }));
  expect(second).toMatchObject({ Reservations: [{}] });
  expect(second.NextToken).toBeUndefined();
});

test.each<[string, Partial<RunInstancesCommandInput>]>([
  ['InvalidAMIID.NotFound', { ImageId: 'ami-00000000000000000' }],
  ['InvalidInstanceType', { InstanceType: 'x9.huge' as 't3.small' }],
  ['InvalidParameterValue', { InstanceType: 't4g.small' }],
  ['InvalidSubnetID.NotFound', { SubnetId: 'subnet-1' }],
  ['InvalidGroup.NotFound', { SecurityGroupIds: ['sg-1'] }],
  ['InvalidBlockDeviceMapping', { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 1 } }] }],
  ['InvalidParameterCombination', { SubnetId: 'subnet-1', NetworkInterfaces: [{ DeviceIndex: 0 }] }],
  ['InvalidParameterDependency', { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { KmsKeyId: 'k' } }] }],
  ['InvalidParameterValue', { UserData: Buffer.alloc(16_385).toString('base64') }],
  [
    'InvalidParameterValue',
    { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'a', Value: 'b'.repeat(257) }] }] },
  ],
  ['DryRunOperation', { DryRun: true }],
])('%s: nothing is made', async (code, wishes) => {
  await using endpoint = await startEndpoint();
  const client = ec2Client(endpoint);
  expect(await errorOf(client.send(new RunInstancesCommand(await oneInstance(client, wishes))))).toBe(code);
  expect(endpoint.inventory()).toEqual([]);
});
