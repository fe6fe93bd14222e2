import type { Structure } from '../protocol/xml.ts';
import { ACCOUNT } from '../state/cloud.ts';
import type { Region } from '../state/region.ts';
import type { Instance, InstanceState, NetworkInterface } from '../state/things.ts';
import { tagSet } from './tags.ts';

const CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** An `instanceState`. */
export const stateForm = (name: InstanceState): Structure => ({ code: CODES[name], name });

/** The reservation that an instance came with: one each, for each call makes one instance. */
export function reservationForm(region: Region, instance: Instance): Structure {
  return {
    reservationId: instance.reservationId,
    ownerId: ACCOUNT,
    groupSet: [],
    instancesSet: [instanceForm(region, instance)],
  };
}

function instanceForm(region: Region, instance: Instance): Structure {
  const { id, state, subnet, iamInstanceProfile: profile } = instance;
  return {
    instanceId: id,
    imageId: instance.imageId,
    instanceState: stateForm(state),
    reason: instance.stateReason?.message ?? '',
    amiLaunchIndex: 0,
    instanceType: instance.instanceType,
    launchTime: new Date(instance.createdAt),
    placement: { availabilityZone: subnet.availabilityZone, groupName: '', tenancy: 'default' },
    monitoring: { state: 'disabled' },
    ...(state === 'terminated'
      ? { privateDnsName: '', dnsName: '', groupSet: [], networkInterfaceSet: [] }
      : networkForm(region, instance)),
    stateReason: instance.stateReason,
    architecture: instance.architecture,
    rootDeviceType: 'ebs',
    rootDeviceName: instance.rootDeviceName,
    blockDeviceMapping: state === 'terminated' ? [] : diskForms(instance),
    virtualizationType: 'hvm',
    instanceLifecycle: instance.spot ? 'spot' : undefined,
    clientToken: instance.clientToken,
    tagSet: tagSet(instance.tags),
    hypervisor: 'xen',
    iamInstanceProfile: profile === undefined ? undefined : { arn: profile, id: 'AIPAJLLSG4NLX5EXAMPLE' },
    ebsOptimized: false,
    metadataOptions: { state: 'applied', ...instance.metadataOptions, instanceMetadataTags: 'disabled' },
  };
}

function networkForm(region: Region, instance: Instance): Structure {
  const { subnet, privateIp, publicIp } = instance;
  return {
    privateDnsName: privateName(region, privateIp),
    dnsName: publicIp === undefined ? '' : publicName(region, publicIp),
    subnetId: subnet.id,
    vpcId: subnet.vpcId,
    privateIpAddress: privateIp,
    ipAddress: publicIp,
    sourceDestCheck: true,
    groupSet: groupForms(region, instance.groups),
    networkInterfaceSet: [interfaceForm(region, instance.networkInterface, instance)],
  };
}

/** A member of a `networkInterfaceSet`. */
export function interfaceForm(region: Region, face: NetworkInterface, instance: Instance): Structure {
  const { privateIp, publicIp } = instance;
  const association = publicIp === undefined ? undefined : { ipOwnerId: 'amazon', publicIp };
  return {
    networkInterfaceId: face.id,
    subnetId: face.subnet.id,
    vpcId: face.subnet.vpcId,
    availabilityZone: face.subnet.availabilityZone,
    ownerId: ACCOUNT,
    status: 'in-use',
    description: '',
    interfaceType: 'interface',
    requesterManaged: false,
    privateDnsName: privateName(region, privateIp),
    ipv6AddressesSet: [],
    macAddress: face.macAddress,
    privateIpAddress: privateIp,
    sourceDestCheck: true,
    groupSet: groupForms(region, face.groups),
    attachment: {
      attachmentId: face.id.replace('eni-', 'eni-attach-'),
      deviceIndex: 0,
      networkCardIndex: 0,
      instanceId: instance.id,
      instanceOwnerId: ACCOUNT,
      status: 'attached',
      attachTime: new Date(face.createdAt),
      deleteOnTermination: true,
    },
    association,
    privateIpAddressesSet: [{ privateIpAddress: privateIp, primary: true, association }],
    tagSet: tagSet(face.tags),
  };
}

function groupForms(region: Region, ids: readonly string[]): Structure[] {
  return ids.map((groupId) => ({ groupId, groupName: region.securityGroups.get(groupId)?.name ?? '' }));
}

function diskForms(instance: Instance): Structure[] {
  return instance.volumes.map(({ deviceName, volumeId, deleteOnTermination }) => ({
    deviceName,
    ebs: { volumeId, status: 'attached', attachTime: new Date(instance.createdAt), deleteOnTermination },
  }));
}

const privateName = (region: Region, ip: string) => `ip-${ip.replaceAll('.', '-')}.${region.name}.compute.internal`;
const publicName = (region: Region, ip: string) =>
  `ec2-${ip.replaceAll('.', '-')}.${region.name}.compute.amazonaws.com`;
