import {
  CopyImageCommand,
  CreateImageCommand,
  DeleteSnapshotCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  type EC2Client,
  EnableImageDeprecationCommand,
  type Image,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import { expect, test, vi } from 'vitest';
import { realClock } from '../ec2-endpoint/clock.ts';
import { type Endpoint, startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { paperMachines } from '../ec2-endpoint/machines/paper.ts';
import { ec2Client } from './client.ts';
import { errorOf, inState, oneInstance } from './wishes.ts';

const Tags: Tag[] = [{ Key: 'run', Value: 'r1' }];
const TagSpecifications = (['image', 'snapshot'] as const).map((ResourceType) => ({ ResourceType, Tags }));

async function imageOf(client: EC2Client, id: string | undefined): Promise<Image | undefined> {
  return (await client.send(new DescribeImagesCommand({ ImageIds: [id ?? ''] }))).Images?.[0];
}

const available = (client: EC2Client, id: string | undefined): Promise<Image> =>
  vi.waitFor(async () => {
    const image = await imageOf(client, id);
    if (image?.State !== 'available') throw new Error(`${id} is ${image?.State}`);
    return image;
  }, 60_000);

async function runningInstance(client: EC2Client, KmsKeyId?: string): Promise<string> {
  const Ebs = { Encrypted: true, VolumeType: 'gp3' as const, ...(KmsKeyId === undefined ? {} : { KmsKeyId }) };
  const wishes = await oneInstance(client, { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }] });
  const { Instances = [] } = await client.send(new RunInstancesCommand(wishes));
  return (await inState(client, Instances[0]?.InstanceId, 'running')).InstanceId ?? '';
}

/** Machines on paper whose disks are images once the test says so. */
function slowDisks() {
  const { promise, resolve: fill } = Promise.withResolvers<void>();
  return { machines: { ...paperMachines(realClock), capture: () => promise }, fill };
}

async function newImage(endpoint: Endpoint, key?: string) {
  const client = ec2Client(endpoint);
  const InstanceId = await runningInstance(client, key);
  const create = () => client.send(new CreateImageCommand({ InstanceId, Name: 'web 1', TagSpecifications }));
  return { client, create, ImageId: (await create()).ImageId };
}

test('an image is pending, then available; it and its snapshot have their tags from the first moment', async () => {
  const { machines, fill } = slowDisks();
  await using endpoint = await startEndpoint({ machines });
  const { client, ImageId } = await newImage(endpoint);
  expect(await imageOf(client, ImageId)).toMatchObject({ State: 'pending', Tags });
  fill();
  const image = await available(client, ImageId);
  const SnapshotId = image.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
  const { Snapshots } = await client.send(new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] }));
  expect(Snapshots).toMatchObject([{ State: 'completed', Encrypted: true, Tags, VolumeSize: 8 }]);
});

test('a name is given once', async () => {
  await using endpoint = await startEndpoint();
  const { create } = await newImage(endpoint);
  expect(await errorOf(create())).toBe('InvalidAMIName.Duplicate');
});

test('an image goes to another region, encrypted and with tags, once a token', async () => {
  const { machines, fill } = slowDisks();
  await using endpoint = await startEndpoint({ machines });
  const { client, ImageId = '' } = await newImage(endpoint);
  const far = ec2Client(endpoint, 'eu-west-1');
  const wish = {
    SourceRegion: 'eu-central-1',
    SourceImageId: ImageId,
    Name: 'web 1',
    ClientToken: 'c1',
    TagSpecifications,
  };
  const copy = () => far.send(new CopyImageCommand(wish));
  expect(await errorOf(copy())).toBe('InvalidAMIID.Unavailable');
  fill();
  await available(client, ImageId);
  const { ImageId: copyId } = await copy();
  expect((await copy()).ImageId).toBe(copyId);
  expect(await available(far, copyId)).toMatchObject({
    Tags,
    SourceImageId: ImageId,
    SourceImageRegion: 'eu-central-1',
  });
});

test('an image under the key that AWS manages cannot be shared', async () => {
  await using endpoint = await startEndpoint();
  const { client, ImageId } = await newImage(endpoint);
  const LaunchPermission = { Add: [{ UserId: '210987654321' }] };
  const share = client.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission }));
  expect(await errorOf(share)).toBe('InvalidParameter');
});

test('an image is shared, deprecated and removed; its snapshot goes after it', async () => {
  await using endpoint = await startEndpoint();
  const { client, ImageId = '' } = await newImage(endpoint, 'alias/images');
  await available(client, ImageId);
  const LaunchPermission = { Add: [{ UserId: '210987654321' }] };
  await client.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission }));
  const attribute = await client.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }));
  expect(attribute.LaunchPermissions).toEqual(LaunchPermission.Add);
  const DeprecateAt = new Date(Date.now() + 86_400_000);
  await client.send(new EnableImageDeprecationCommand({ ImageId, DeprecateAt }));
  const image = await imageOf(client, ImageId);
  expect(Math.abs(Date.parse(image?.DeprecationTime ?? '') - DeprecateAt.getTime())).toBeLessThan(60_000);
  const SnapshotId = image?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId;
  expect(await errorOf(client.send(new DeleteSnapshotCommand({ SnapshotId })))).toBe('InvalidSnapshot.InUse');
  await client.send(new DeregisterImageCommand({ ImageId }));
  await client.send(new DeleteSnapshotCommand({ SnapshotId }));
  const left = endpoint.inventory().map(({ kind }) => kind);
  expect(left).toEqual(['instance', 'volume', 'network-interface']);
});
