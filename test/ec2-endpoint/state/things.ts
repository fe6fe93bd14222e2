/** What an account has in a region. Field names are EC2's own where it has one. */
export interface Thing {
  readonly id: string;
  readonly tags: Map<string, string>;
  /** From then on, in ms since 1970, calls see it: for a while after its making AWS says that there is no such thing. */
  readonly visibleAt: number;
  /** ms since 1970. */
  readonly createdAt: number;
}

export type InstanceState = 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';

export interface Instance extends Thing {
  readonly reservationId: string;
  readonly imageId: string;
  readonly instanceType: string;
  readonly architecture: Architecture;
  readonly clientToken: string;
  readonly subnet: Subnet;
  readonly groups: readonly string[];
  readonly networkInterface: NetworkInterface;
  readonly rootDeviceName: string;
  readonly volumes: readonly { readonly deviceName: string; readonly volumeId: string; deleteOnTermination: boolean }[];
  /** Base64, as it came. */
  readonly userData: string;
  readonly iamInstanceProfile: string | undefined;
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly metadataOptions: Readonly<{ httpTokens: string; httpEndpoint: string; httpPutResponseHopLimit: number }>;
  readonly spot: boolean;
  state: InstanceState;
  /** What it had said on its console when it ended: AWS keeps that for a while. */
  lastWords: string;
  stateReason: { readonly code: string; readonly message: string } | undefined;
  privateIp: string;
  publicIp: string | undefined;
  /** ms since 1970. */
  terminatedAt: number | undefined;
}

export type Architecture = 'x86_64' | 'arm64';

export interface NetworkInterface extends Thing {
  readonly subnet: Subnet;
  readonly groups: readonly string[];
  readonly macAddress: string;
  readonly instanceId: string;
}

export interface Volume extends Thing {
  readonly size: number;
  readonly volumeType: string;
  readonly encrypted: boolean;
  readonly kmsKeyId: string | undefined;
  readonly snapshotId: string;
  readonly availabilityZone: string;
  /** Undefined once it is left over. */
  instanceId: string | undefined;
}

export interface Snapshot extends Thing {
  readonly volumeId: string;
  readonly volumeSize: number;
  readonly encrypted: boolean;
  readonly kmsKeyId: string | undefined;
  readonly ownerId: string;
  readonly description: string;
  state: 'pending' | 'completed' | 'error';
}

/** A disk of an image. */
export interface ImageDevice {
  readonly deviceName: string;
  readonly snapshotId: string;
  readonly volumeSize: number;
  readonly volumeType: string;
  readonly encrypted: boolean;
}

export interface Image extends Thing {
  readonly name: string;
  readonly description: string;
  readonly ownerId: string;
  readonly architecture: Architecture;
  readonly rootDeviceName: string;
  readonly devices: readonly ImageDevice[];
  readonly isPublic: boolean;
  readonly imdsSupport: string | undefined;
  readonly sourceImageId: string | undefined;
  readonly sourceImageRegion: string | undefined;
  readonly sourceInstanceId: string | undefined;
  /** Accounts that may launch it. */
  readonly sharedWith: Set<string>;
  state: 'pending' | 'available' | 'failed';
  /** ms since 1970. */
  deprecatedAt: number | undefined;
}

export interface SecurityGroup extends Thing {
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly ingress: Permission[];
  readonly egress: Permission[];
}

/** One rule of a security group: a protocol, ports and one source. */
export interface Permission {
  readonly ruleId: string;
  readonly ipProtocol: string;
  readonly fromPort: number | undefined;
  readonly toPort: number | undefined;
  readonly source: { readonly cidrIp?: string; readonly cidrIpv6?: string; readonly groupId?: string };
  readonly description: string | undefined;
}

export interface Vpc extends Thing {
  readonly cidrBlock: string;
  readonly isDefault: boolean;
}

export interface Subnet extends Thing {
  readonly vpcId: string;
  readonly cidrBlock: string;
  readonly availabilityZone: string;
  readonly mapPublicIpOnLaunch: boolean;
}

export interface Address extends Thing {
  readonly publicIp: string;
  readonly instanceId: string | undefined;
}

/** A version of a parameter. */
export interface Parameter {
  readonly value: string;
  readonly type: string;
}

/** A version of a secret, as it is told. */
export interface Secret {
  readonly SecretString?: string;
  /** Base64. */
  readonly SecretBinary?: string;
}
