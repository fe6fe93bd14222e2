import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CopyImageCommand,
  CreateImageCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
  DeleteVolumeCommand,
  DeregisterImageCommand,
  DescribeAddressesCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSnapshotsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  type EC2Client,
  GetConsoleOutputCommand,
  ModifyImageAttributeCommand,
  RebootInstancesCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  RunInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { inState } from '../wishes.ts';
import type { Replies } from './replies.ts';

const TAGS = [{ Key: 'run', Value: 'r1' }];
const OURS = [{ Name: 'tag:run', Values: ['r1'] }];
const tagsOf = <T extends string>(...kinds: T[]) => kinds.map((ResourceType) => ({ ResourceType, Tags: TAGS }));

/** Makes every call of an instance's and its image's life once. What moto is known not to do is left out here. */
export async function liveOnce(client: EC2Client, far: EC2Client, replies: Replies): Promise<void> {
  const { vpc, subnet, image } = await lookAround(client, replies);
  const group = await makeGroup(client, replies, vpc);
  const instance = await runOne(client, replies, { subnet, image, group });
  await lookAtInstance(client, replies, instance);
  const reboot = (InstanceIds: string[]) => client.send(new RebootInstancesCommand({ InstanceIds }));
  await replies.keep('RebootInstances', reboot([instance]));
  await replies.fails('RebootInstances, no such instance', reboot(['i-0123456789abcdef0']));
  await replies.keep('StopInstances', client.send(new StopInstancesCommand({ InstanceIds: [instance] })));
  await inState(client, instance, 'stopped');
  await makeImage(client, far, replies, instance);
  await endAll(client, replies, instance, group);
}

async function lookAround(client: EC2Client, replies: Replies) {
  const standard = { Filters: [{ Name: 'is-default', Values: ['true'] }] };
  const { Vpcs = [] } = await replies.keep('DescribeVpcs', client.send(new DescribeVpcsCommand(standard)));
  const vpc = Vpcs[0]?.VpcId ?? '';
  const inVpc = { Filters: [{ Name: 'vpc-id', Values: [vpc] }] };
  const { Subnets = [] } = await replies.keep('DescribeSubnets', client.send(new DescribeSubnetsCommand(inVpc)));
  const types = { InstanceTypes: ['t3.small' as const] };
  await replies.keep('DescribeInstanceTypes', client.send(new DescribeInstanceTypesCommand(types)));
  const offers = {
    LocationType: 'availability-zone' as const,
    Filters: [{ Name: 'instance-type', Values: ['t3.small'] }],
  };
  await replies.keep('DescribeInstanceTypeOfferings', client.send(new DescribeInstanceTypeOfferingsCommand(offers)));
  await replies.keep('DescribeAddresses', client.send(new DescribeAddressesCommand({})));
  const intel = { Filters: [{ Name: 'architecture', Values: ['x86_64'] }] };
  const { Images = [] } = await replies.keep('DescribeImages (public)', client.send(new DescribeImagesCommand(intel)));
  const image = Images.find(({ RootDeviceName }) => RootDeviceName !== undefined)?.ImageId ?? '';
  return { vpc, subnet: Subnets[0]?.SubnetId ?? '', image };
}

async function makeGroup(client: EC2Client, replies: Replies, VpcId: string): Promise<string> {
  const wish = { GroupName: 'r1', Description: 'run 1', VpcId, TagSpecifications: tagsOf('security-group') };
  const create = () => client.send(new CreateSecurityGroupCommand(wish));
  const { GroupId = '' } = await replies.keep('CreateSecurityGroup', create());
  await replies.fails('CreateSecurityGroup, the same name', create());
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '203.0.113.9/32' }] };
  const itself = { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] };
  const all = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
  const authorize = () =>
    client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh, itself] }));
  await replies.keep('AuthorizeSecurityGroupIngress', authorize());
  await replies.fails('AuthorizeSecurityGroupIngress, the same rules', authorize());
  const revoke = () => client.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: [all] }));
  await replies.keep('RevokeSecurityGroupEgress', revoke());
  await replies.fails('RevokeSecurityGroupEgress, twice', revoke());
  const revokeIn = () => client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: [ssh] }));
  await replies.keep('RevokeSecurityGroupIngress', revokeIn());
  await replies.fails('RevokeSecurityGroupIngress, twice', revokeIn());
  const out = new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [itself] });
  await replies.keep('AuthorizeSecurityGroupEgress', client.send(out));
  const ours = new DescribeSecurityGroupsCommand({ Filters: OURS });
  await replies.keep('DescribeSecurityGroups', client.send(ours));
  return GroupId;
}

async function runOne(
  client: EC2Client,
  replies: Replies,
  { subnet, image, group }: { readonly subnet: string; readonly image: string; readonly group: string },
): Promise<string> {
  const wish = {
    ...{ ImageId: image, InstanceType: 't3.small' as const, MinCount: 1, MaxCount: 1, SubnetId: subnet },
    SecurityGroupIds: [group],
    UserData: Buffer.from('#cloud-config\n').toString('base64'),
    InstanceInitiatedShutdownBehavior: 'terminate' as const,
    MetadataOptions: { HttpTokens: 'required' as const, HttpPutResponseHopLimit: 1 },
    TagSpecifications: tagsOf('instance', 'volume'),
  };
  await replies.fails('RunInstances, a dry run', client.send(new RunInstancesCommand({ ...wish, DryRun: true })));
  const { Instances = [] } = await replies.keep('RunInstances', client.send(new RunInstancesCommand(wish)));
  const id = Instances[0]?.InstanceId ?? '';
  await inState(client, id, 'running');
  return id;
}

async function lookAtInstance(client: EC2Client, replies: Replies, instance: string): Promise<void> {
  const Filters = [...OURS, { Name: 'instance-state-name', Values: ['pending', 'running'] }];
  const page = new DescribeInstancesCommand({ Filters, MaxResults: 100 });
  await replies.keep('DescribeInstances', client.send(page));
  const strange = new DescribeInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] });
  await replies.fails('DescribeInstances, no such instance', client.send(strange));
  const InstanceIds = [instance];
  await replies.keep('DescribeInstanceStatus', client.send(new DescribeInstanceStatusCommand({ InstanceIds })));
  const { Volumes = [] } = await replies.keep(
    'DescribeVolumes',
    client.send(new DescribeVolumesCommand({ Filters: OURS })),
  );
  const remove = (VolumeId: string) => client.send(new DeleteVolumeCommand({ VolumeId }));
  await replies.fails('DeleteVolume, of a machine', remove(Volumes[0]?.VolumeId ?? ''));
  await replies.fails('DeleteVolume, no such volume', remove('vol-0123456789abcdef0'));
  const its = { Filters: [{ Name: 'attachment.instance-id', Values: [instance] }] };
  await replies.keep('DescribeNetworkInterfaces', client.send(new DescribeNetworkInterfacesCommand(its)));
  const console = new GetConsoleOutputCommand({ InstanceId: instance });
  await replies.keep('GetConsoleOutput', client.send(console));
  const Resources = [instance];
  await replies.keep('CreateTags', client.send(new CreateTagsCommand({ Resources, Tags: [{ Key: 'a', Value: 'b' }] })));
  await replies.keep('DeleteTags', client.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: 'a' }] })));
}

async function makeImage(client: EC2Client, far: EC2Client, replies: Replies, InstanceId: string): Promise<void> {
  const wish = { InstanceId, Name: 'web 1', TagSpecifications: tagsOf('image') };
  const { ImageId = '' } = await replies.keep('CreateImage', client.send(new CreateImageCommand(wish)));
  const own = new DescribeImagesCommand({ Owners: ['self'], Filters: OURS });
  let image = (await client.send(own)).Images?.[0];
  while (image?.State === 'pending') image = (await client.send(own)).Images?.[0];
  await replies.keep('DescribeImages', client.send(own));
  const strange = new DescribeImagesCommand({ ImageIds: ['ami-0123456789abcdef0'] });
  await replies.fails('DescribeImages, no such image', client.send(strange));
  const SnapshotId = image?.BlockDeviceMappings?.[0]?.Ebs?.SnapshotId ?? '';
  const its = new DescribeSnapshotsCommand({ SnapshotIds: [SnapshotId] });
  await replies.keep('DescribeSnapshots', client.send(its));
  const copy = {
    SourceRegion: 'eu-central-1',
    SourceImageId: ImageId,
    Name: 'web 1',
    TagSpecifications: tagsOf('image'),
  };
  await replies.keep('CopyImage', far.send(new CopyImageCommand(copy)));
  const share = { ImageId, LaunchPermission: { Add: [{ UserId: '210987654321' }] } };
  await replies.keep('ModifyImageAttribute', client.send(new ModifyImageAttributeCommand(share)));
  const shared = new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' });
  await replies.keep('DescribeImageAttribute', client.send(shared));
  const remove = () => client.send(new DeleteSnapshotCommand({ SnapshotId }));
  await replies.fails('DeleteSnapshot, of an image', remove());
  await replies.keep('DeregisterImage', client.send(new DeregisterImageCommand({ ImageId })));
  await replies.keep('DeleteSnapshot', remove());
  await replies.fails('DeleteSnapshot, twice', remove());
}

async function endAll(client: EC2Client, replies: Replies, instance: string, GroupId: string): Promise<void> {
  const removeGroup = () => client.send(new DeleteSecurityGroupCommand({ GroupId }));
  const end = new TerminateInstancesCommand({ InstanceIds: [instance] });
  await replies.keep('TerminateInstances', client.send(end));
  await inState(client, instance, 'terminated');
  await replies.keep(
    'DescribeInstances, terminated',
    client.send(new DescribeInstancesCommand({ InstanceIds: [instance] })),
  );
  await replies.keep('DeleteSecurityGroup', removeGroup());
  await replies.fails('DeleteSecurityGroup, twice', removeGroup());
}
