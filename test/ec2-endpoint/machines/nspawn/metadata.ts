import { keysOf } from '../../state/callers.ts';
import { ACCOUNT } from '../../state/cloud.ts';
import type { Instance } from '../../state/things.ts';

/** A folder of the metadata service, or what a file in it holds. */
export type Metadata = string | { readonly [name: string]: Metadata };

/** What the metadata service of an instance says under `latest/`. */
export function metadataOf(instance: Instance, region: string): Metadata {
  const { id, iamInstanceProfile } = instance;
  const userData = Buffer.from(instance.userData, 'base64').toString('latin1');
  return {
    dynamic: { 'instance-identity': { document: JSON.stringify(identityOf(instance, region), null, 2) } },
    'meta-data': {
      'ami-id': instance.imageId,
      'ami-launch-index': '0',
      hostname: hostname(instance, region),
      ...(iamInstanceProfile === undefined ? {} : { iam: iamOf(iamInstanceProfile) }),
      'instance-action': 'none',
      'instance-id': id,
      'instance-life-cycle': instance.spot ? 'spot' : 'on-demand',
      'instance-type': instance.instanceType,
      'local-hostname': hostname(instance, region),
      'local-ipv4': instance.privateIp,
      mac: instance.networkInterface.macAddress,
      network: { interfaces: { macs: { [instance.networkInterface.macAddress]: networkOf(instance, region) } } },
      placement: { 'availability-zone': instance.subnet.availabilityZone, region },
      ...(instance.publicIp === undefined ? {} : { 'public-ipv4': instance.publicIp }),
      'reservation-id': instance.reservationId,
      'security-groups': instance.groups.join('\n'),
      services: { domain: 'amazonaws.com', partition: 'aws' },
    },
    ...(userData === '' ? {} : { 'user-data': userData }),
  };
}

const hostname = ({ privateIp }: Instance, region: string): string =>
  `ip-${privateIp.replaceAll('.', '-')}.${region}.compute.internal`;

function networkOf(instance: Instance, region: string): Metadata {
  return {
    'device-number': '0',
    'interface-id': instance.networkInterface.id,
    'local-hostname': hostname(instance, region),
    'local-ipv4s': instance.privateIp,
    mac: instance.networkInterface.macAddress,
    'owner-id': ACCOUNT,
    'subnet-id': instance.subnet.id,
    'subnet-ipv4-cidr-block': instance.subnet.cidrBlock,
    'vpc-id': instance.subnet.vpcId,
  };
}

function iamOf(arn: string): Metadata {
  const role = arn.split('/').at(-1) ?? '';
  const times = { LastUpdated: '2030-01-01T00:00:00Z', Expiration: '2099-01-01T00:00:00Z' };
  return {
    info: JSON.stringify({ Code: 'Success', InstanceProfileArn: arn, InstanceProfileId: 'AIPAEXAMPLE' }),
    'security-credentials': {
      [role]: JSON.stringify({ Code: 'Success', Type: 'AWS-HMAC', ...keysOf(role), ...times }),
    },
  };
}

function identityOf(instance: Instance, region: string) {
  return {
    accountId: ACCOUNT,
    architecture: instance.architecture,
    availabilityZone: instance.subnet.availabilityZone,
    imageId: instance.imageId,
    instanceId: instance.id,
    instanceType: instance.instanceType,
    pendingTime: new Date(instance.createdAt).toISOString(),
    privateIp: instance.privateIp,
    region,
    version: '2017-09-30',
  };
}
