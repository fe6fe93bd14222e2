import type { BastionPlace } from './reach/bastion-server.ts';

/** Where machines on EC2 live and what they are like: the `ec2:` of rolebake.yaml, complete. */
export interface Ec2Settings {
  /** The folder whose `ec2/` holds what is asked of AWS, before it is asked. */
  readonly state: string;
  /** All that shares machines and images with each other; everything that is made has it as a tag. */
  readonly area: string;
  /** Refuses any other account. */
  readonly account?: string;
  /** Where machines are baked, and the others that get a copy of each image. */
  readonly home: RegionPlace;
  readonly copies: readonly RegionPlace[];
  /** The accounts that may launch the images. */
  readonly shareWith: readonly string[];
  readonly connect: Connect;
  /** The wanted type, and what is taken where AWS has none of it left. */
  readonly instanceTypes: readonly string[];
  readonly architecture: Architecture;
  /** For launched machines; a bake's is stopped before its image is made, which spot machines cannot be. */
  readonly market: 'on-demand' | 'spot';
  readonly instanceProfile?: string;
  readonly rootVolume: RootVolume;
  readonly parent: ParentImage;
  /** On everything that is made, besides rolebake's own. */
  readonly tags: Readonly<Record<string, string>>;
  /** So many days after it was made an image is no more offered. */
  readonly deprecateAfterDays?: number;
  /** A file of prices in place of our own. */
  readonly prices?: string;
  readonly balancers?: BalancerSettings;
  readonly hostedZone?: HostedZoneSettings;
  readonly timing?: Partial<Timing>;
}

/** How machines are reached: at one of their addresses, through the Session Manager, or at the private one from a bastion. */
export type Connect = 'private' | 'public' | 'session-manager' | { readonly bastion: BastionPlace };

/** What is in front of the machines of environments. */
export interface BalancerSettings {
  /** Default: `internal`, reached from within the network alone. */
  readonly scheme?: 'internal' | 'public';
  /** In two availability zones at least; default: one of the network in each zone. */
  readonly subnets?: readonly string[];
  /** Who may connect, as `203.0.113.0/24`; default: the whole network. */
  readonly allowFrom?: readonly string[];
  /** ARN of the certificate that port 443 shows. */
  readonly certificate?: string;
  /** For so many seconds a machine that leaves may go on with what it does; default: 30. */
  readonly drainingSeconds?: number;
}

/** Which hosted zone of Route53 gets the names of environments. */
export interface HostedZoneSettings {
  /** Of the one to use; default: the one that the names of an environment lie in, the narrowest. */
  readonly id?: string;
  /** Default: `private`, which only the network sees. */
  readonly kind?: 'private' | 'public';
  /** Whether one is made for an environment whose names lie in none. */
  readonly create?: boolean;
}

export type Architecture = 'x86_64' | 'arm64';

/** One region, and the network there that machines get. */
export interface RegionPlace {
  readonly region: string;
  readonly endpoint?: string;
  /** Default: the region's default one. */
  readonly vpc?: string;
  /** Default: all of the network that have the tags. */
  readonly subnets?: readonly string[];
  readonly subnetTags?: Readonly<Record<string, string>>;
  /** From where ssh is let in, as `203.0.113.7/32` or a security group; default: this host's own address in the network. */
  readonly allowFrom?: string;
  /** Groups of launched machines besides rolebake's own, that let clients in. */
  readonly launchGroups: readonly string[];
  /** Encrypts disks and images; default: the account's own key of EBS. */
  readonly kmsKey?: string;
}

/** A root disk: gp3, encrypted, gone with its machine. */
export interface RootVolume {
  /** Default: as large as the image's. */
  readonly sizeGib?: number;
  readonly iops?: number;
  /** MiB a second. */
  readonly throughput?: number;
}

/** What the first of all images is made from. */
export type ParentImage =
  | { readonly kind: 'id'; readonly ami: string }
  /** A public parameter of the Systems Manager, which holds the newest one's id. */
  | { readonly kind: 'parameter'; readonly name: string }
  /** The newest one of an owner (an account or `amazon`) with such a name; `*` stands for anything. */
  | { readonly kind: 'newest'; readonly owner: string; readonly name: string }
  /** A tag of the ledger: whoever reads the ledger knows its image. */
  | { readonly kind: 'tag'; readonly tag: string };

/** How long things may take, in milliseconds. */
export interface Timing {
  /** From the call to ssh's first word. */
  readonly bootMs: number;
  readonly stopMs: number;
  readonly imageMs: number;
  /** Between two looks at a region. */
  readonly pollMs: number;
  /** What was made is seen by all of AWS after so long. */
  readonly settleMs: number;
  /** After so long an answer counts as lost. */
  readonly replyMs: number;
  /** A bake's machine is nobody's after so long, whoever made it. */
  readonly expireMs: number;
  /** Until a load balancer is active, and until what it used is free. */
  readonly balancerMs: number;
  /** Until all servers of Route53 know a change. */
  readonly namesMs: number;
}

const DEFAULTS: Timing = {
  bootMs: 300_000,
  stopMs: 300_000,
  imageMs: 3_600_000,
  pollMs: 2_000,
  settleMs: 30_000,
  replyMs: 30_000,
  expireMs: 24 * 3_600_000,
  balancerMs: 900_000,
  namesMs: 300_000,
};

export const timingOf = ({ timing }: Pick<Ec2Settings, 'timing'>): Timing => ({ ...DEFAULTS, ...timing });
