import type { Input } from '../api/actions.ts';
import type { Ec2Settings, RegionPlace, RootVolume } from '../settings.ts';
import { type Tags, tagSpecifications } from './tags.ts';

/** All of a call of RunInstances but the user data, which holds secrets and follows from the wishes. */
export interface LaunchCall {
  readonly token: string;
  readonly ami: string;
  readonly rootDevice: string;
  readonly instanceType: string;
  readonly subnet: string;
  readonly groups: readonly string[];
  readonly publicAddress: boolean;
  readonly spot: boolean;
  readonly volume: RootVolume & { readonly kmsKey?: string };
  readonly profile?: string;
  readonly tags: Tags;
}

/** A type of machine in a subnet. */
export interface Seat {
  readonly instanceType: string;
  readonly subnet: string;
}

/**
 * Where a machine is tried, one after the other: the wanted type in each subnet, then the next. Each machine begins with
 * another subnet, so that many are spread.
 */
export function seatsFor(types: readonly string[], subnets: readonly string[], number: number): Seat[] {
  const first = number % subnets.length;
  const turned = [...subnets.slice(first), ...subnets.slice(0, first)];
  return types.flatMap((instanceType) => turned.map((subnet) => ({ instanceType, subnet })));
}

/** What the settings say about the call for any machine in a region. */
export function callFor(
  settings: Ec2Settings,
  place: RegionPlace,
  purpose: 'bake' | 'launch',
): Pick<LaunchCall, 'publicAddress' | 'spot' | 'volume' | 'profile'> {
  const { kmsKey } = place;
  return {
    publicAddress: settings.connect === 'public',
    spot: purpose === 'launch' && settings.market === 'spot',
    volume: { ...settings.rootVolume, ...(kmsKey === undefined ? {} : { kmsKey }) },
    ...(settings.instanceProfile === undefined ? {} : { profile: settings.instanceProfile }),
  };
}

/** The call as AWS takes it: all that makes the machine safe is in the call that makes it. */
export function runInstancesInput(call: LaunchCall, userData: string): Input<'RunInstances'> {
  const { sizeGib, iops, throughput, kmsKey } = call.volume;
  return {
    MinCount: 1,
    MaxCount: 1,
    ClientToken: call.token,
    ImageId: call.ami,
    InstanceType: call.instanceType as never,
    UserData: userData,
    InstanceInitiatedShutdownBehavior: 'terminate',
    // A program in the machine that is tricked into fetching a URL gets no credentials, nor does a container.
    MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        SubnetId: call.subnet,
        Groups: [...call.groups],
        AssociatePublicIpAddress: call.publicAddress,
        DeleteOnTermination: true,
      },
    ],
    BlockDeviceMappings: [
      {
        DeviceName: call.rootDevice,
        Ebs: {
          VolumeType: 'gp3',
          Encrypted: true,
          DeleteOnTermination: true,
          ...(sizeGib === undefined ? {} : { VolumeSize: sizeGib }),
          ...(iops === undefined ? {} : { Iops: iops }),
          ...(throughput === undefined ? {} : { Throughput: throughput }),
          ...(kmsKey === undefined ? {} : { KmsKeyId: kmsKey }),
        },
      },
    ],
    ...(call.profile === undefined ? {} : { IamInstanceProfile: { Name: call.profile } }),
    ...(call.spot ? { InstanceMarketOptions: { MarketType: 'spot' as const } } : {}),
    TagSpecifications: tagSpecifications(['instance', 'volume', 'network-interface'], call.tags),
  };
}
