import { arnIn } from '../iam/arn.ts';
import { mayChangeKey } from '../iam/key-use.ts';
import { AwsError } from '../protocol/aws-error.ts';
import type { Params } from '../protocol/params.ts';
import { ACCOUNT } from '../state/cloud.ts';
import { beginInstance, failInstance } from '../state/instance-life.ts';
import type { Image, Instance, NetworkInterface, Snapshot, Subnet, Thing, Volume } from '../state/things.ts';
import { type Call, type CallContext, found, NO_IMAGE, NO_SUBNET } from './call.ts';
import { onceByToken } from './client-token.ts';
import { reservationForm } from './instance-form.ts';
import { instanceTypeNamed } from './instance-types.ts';
import { checkRunParameters } from './limits.ts';
import { rootVolume } from './root-volume.ts';
import { groupsFor } from './security-groups.ts';
import { checkTagKinds, tagsFor } from './tags.ts';

/** Makes one instance; MinCount and MaxCount other than 1 are not for our use. */
export const runInstances: Call = (context) => {
  const { params, region } = context;
  if (params.number('MinCount') !== 1 || params.number('MaxCount') !== 1) {
    throw new AwsError('InvalidParameterValue', 'this endpoint makes one instance a call');
  }
  checkRunParameters(params);
  checkTagKinds(params, 'instance', 'volume', 'network-interface', 'spot-instances-request');
  const id = onceByToken('RunInstances', context, () => makeInstance(context));
  const instance = region.instances.get(id);
  if (!instance) throw new AwsError('InternalError', `${id} is remembered by its token alone`, 500);
  return reservationForm(region, instance);
};

/** What is refused is refused before anything is made, the root volume last. */
function makeInstance(context: CallContext): string {
  const { cloud, params, region } = context;
  const image = launchableImage(context);
  const instanceType = params.text('InstanceType') ?? 'm1.small';
  checkArchitecture(instanceType, image);
  const face = params.items('NetworkInterface')[0];
  const subnet = subnetFor(context, face);
  const groups = groupsFor(context, (face ?? params).list('SecurityGroupId'), subnet.vpcId);
  const iamInstanceProfile = profileArn(context);
  const shutdownBehavior = shutdownBehaviorIn(params);
  const userData = userDataIn(params);
  checkCapacity(context, instanceType, subnet);
  const thing = cloud.thing('i', tagsFor(params, 'instance'), cloud.faults.notFoundMs);
  const { privateIp, publicIp, macAddress } = cloud.backEnd.addresses(thing.id);
  const instance: Instance = {
    ...thing,
    ...{ instanceType, subnet, groups, iamInstanceProfile, shutdownBehavior, privateIp },
    ...{ imageId: image.id, architecture: image.architecture, rootDeviceName: image.rootDeviceName },
    reservationId: cloud.id('r'),
    clientToken: params.text('ClientToken') ?? '',
    volumes: [rootVolume(context, image, thing.id, subnet)],
    networkInterface: networkInterfaceOf(context, { instanceId: thing.id, subnet, groups, macAddress }),
    publicIp: wantsPublicAddress(face, subnet) ? publicIp : undefined,
    userData,
    metadataOptions: metadataOptions(params.part('MetadataOptions'), image),
    spot: params.part('InstanceMarketOptions').text('MarketType') === 'spot',
    ...{ state: 'pending', stateReason: undefined, terminatedAt: undefined, lastWords: '' },
  };
  region.instances.set(instance.id, instance);
  const snapshotId = image.devices[0]?.snapshotId ?? '';
  if (mayOpenDisk(context, instance, snapshotId)) beginInstance(cloud, region, instance, snapshotId);
  else failInstance(cloud, region, instance, 'Client.InternalError', 'Client error on launch');
  return instance.id;
}

/** Rights to a key are asked for once the machine begins: the call itself succeeds. */
function mayOpenDisk({ cloud, region }: CallContext, { volumes }: Instance, snapshotId: string): boolean {
  const keyOf = (things: ReadonlyMap<string, Volume | Snapshot>, id = '') => ({
    region,
    key: things.get(id)?.kmsKeyId,
  });
  return mayChangeKey(cloud, keyOf(region.snapshots, snapshotId), keyOf(region.volumes, volumes[0]?.volumeId));
}

function networkInterfaceOf({ cloud, params, region }: CallContext, facts: Omit<NetworkInterface, keyof Thing>) {
  const face = { ...cloud.thing('eni', tagsFor(params, 'network-interface'), cloud.faults.notFoundMs), ...facts };
  region.networkInterfaces.set(face.id, face);
  return face;
}

function launchableImage(context: CallContext): Image {
  const image = found(context.region.images, context.params.required('ImageId'), NO_IMAGE, context);
  if (image.state === 'available') return image;
  throw new AwsError('InvalidAMIID.Unavailable', `The image ID '${image.id}' is not available`);
}

function checkArchitecture(type: string, image: Image): void {
  const { architecture } = instanceTypeNamed(type);
  if (architecture === image.architecture) return;
  const words = `The architecture '${architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI.`;
  throw new AwsError(
    'InvalidParameterValue',
    `${words} Specify an instance type and an AMI that have matching architectures.`,
  );
}

function subnetFor(context: CallContext, face: Params | undefined): Subnet {
  const { params, region } = context;
  const id = face?.text('SubnetId') ?? params.text('SubnetId');
  if (id !== undefined) return found(region.subnets, id, NO_SUBNET, context);
  const zone = params.part('Placement').text('AvailabilityZone');
  const subnet = [...region.subnets.values()].find(({ availabilityZone }) => !zone || availabilityZone === zone);
  if (subnet) return subnet;
  throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${zone}]`);
}

/** The ARN of the wanted profile, which IAM may not have made yet. */
function profileArn({ cloud, params, region, now }: CallContext): string | undefined {
  const wanted = params.part('IamInstanceProfile');
  const arn = wanted.text('Arn');
  const name = wanted.text('Name') ?? arn?.split('/').at(-1);
  if (name === undefined) return undefined;
  if (now >= (cloud.faults.profilesExistFrom.get(name) ?? 0))
    return arnIn(region.name, 'iam', `instance-profile/${name}`, `:${ACCOUNT}`);
  const [parameter, kind] = arn ? ['iamInstanceProfile.arn', 'ARN'] : ['iamInstanceProfile.name', 'name'];
  const words = `Value (${arn ?? name}) for parameter ${parameter} is invalid. Invalid IAM Instance Profile ${kind}`;
  throw new AwsError('InvalidParameterValue', words);
}

function checkCapacity({ cloud }: CallContext, type: string, { availabilityZone }: Subnet): void {
  if (!cloud.faults.lacksCapacity(type, availabilityZone)) return;
  const words = `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${availabilityZone}). Our system will be working on provisioning additional capacity.`;
  throw new AwsError('InsufficientInstanceCapacity', words, 500);
}

function wantsPublicAddress(face: Params | undefined, subnet: Subnet): boolean {
  return face?.flag('AssociatePublicIpAddress') ?? subnet.mapPublicIpOnLaunch;
}

function shutdownBehaviorIn(params: Params): 'stop' | 'terminate' {
  const behavior = params.text('InstanceInitiatedShutdownBehavior') ?? 'stop';
  if (behavior === 'stop' || behavior === 'terminate') return behavior;
  throw new AwsError(
    'InvalidParameterValue',
    `Value (${behavior}) for parameter InstanceInitiatedShutdownBehavior is invalid.`,
  );
}

function userDataIn(params: Params): string {
  const text = params.text('UserData') ?? '';
  if (Buffer.from(text, 'base64').length <= 16_384) return text;
  throw new AwsError('InvalidParameterValue', 'User data is limited to 16384 bytes');
}

function metadataOptions(options: Params, image: Image): Instance['metadataOptions'] {
  const fallback = image.imdsSupport === 'v2.0' ? 'required' : 'optional';
  return {
    httpTokens: options.text('HttpTokens') ?? fallback,
    httpEndpoint: options.text('HttpEndpoint') ?? 'enabled',
    httpPutResponseHopLimit: options.number('HttpPutResponseHopLimit') ?? (fallback === 'required' ? 2 : 1),
  };
}
