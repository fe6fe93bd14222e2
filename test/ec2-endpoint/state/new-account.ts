import type { Cloud } from './cloud.ts';
import { everywhere } from './everywhere.ts';
import { emptyRegion, type Region } from './region.ts';
import type { Architecture } from './things.ts';

/** Debian's account for its public images. */
const DEBIAN = '136693071363';
/** The name of the public images' build. */
const BUILD = '20291231-1234';
const ZONES = ['a', 'b', 'c'] as const;

/** A region as a new account has it: a default network, its default security group, and Debian's public images. */
export function newRegion(cloud: Cloud, name: string): Region {
  const region = emptyRegion(name);
  addNetwork(cloud, region);
  for (const [architecture, label] of [
    ['x86_64', 'amd64'],
    ['arm64', 'arm64'],
  ] as const) {
    const id = addPublicImage(cloud, region, architecture, `debian-12-${label}-${BUILD}`);
    region.parameters.set(`/aws/service/debian/release/12/latest/${label}`, id);
  }
  return region;
}

function addNetwork(cloud: Cloud, region: Region): void {
  const vpc = { ...cloud.thing('vpc'), cidrBlock: '172.31.0.0/16', isDefault: true };
  region.vpcs.set(vpc.id, vpc);
  for (const [index, zone] of ZONES.entries()) {
    const subnet = {
      ...cloud.thing('subnet'),
      vpcId: vpc.id,
      cidrBlock: `172.31.${index * 16}.0/20`,
      availabilityZone: `${region.name}${zone}`,
      mapPublicIpOnLaunch: true,
    };
    region.subnets.set(subnet.id, subnet);
  }
  const group = {
    ...cloud.thing('sg'),
    name: 'default',
    description: 'default VPC security group',
    vpcId: vpc.id,
    ...{ ingress: [], egress: [everywhere(cloud.id('sgr'))] },
  };
  region.securityGroups.set(group.id, group);
}

function addPublicImage(cloud: Cloud, region: Region, architecture: Architecture, name: string): string {
  const snapshot = {
    ...cloud.thing('snap'),
    ...{ volumeId: 'vol-ffffffff', volumeSize: 8, encrypted: false, kmsKeyId: undefined, ownerId: DEBIAN },
    description: name,
    state: 'completed' as const,
  };
  region.snapshots.set(snapshot.id, snapshot);
  const device = {
    deviceName: '/dev/xvda',
    snapshotId: snapshot.id,
    volumeSize: 8,
    volumeType: 'gp3',
    encrypted: false,
  };
  const image = {
    ...cloud.thing('ami'),
    ...{
      name,
      description: 'Debian 12',
      ownerId: DEBIAN,
      architecture,
      rootDeviceName: '/dev/xvda',
      devices: [device],
    },
    ...{ isPublic: true, imdsSupport: 'v2.0', sharedWith: new Set<string>(), state: 'available' as const },
    ...{ sourceImageId: undefined, sourceImageRegion: undefined, sourceInstanceId: undefined, deprecatedAt: undefined },
  };
  region.images.set(image.id, image);
  return image.id;
}
