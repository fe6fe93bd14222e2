import type { Machine, MachineSpec } from '../machines.ts';

/** A machine on EC2 that is asked for. */
export interface Ec2Spec extends MachineSpec {
  readonly image: Ec2Image;
}

/** An AMI, in the region that it is in; default: where machines are baked. */
export interface Ec2Image {
  readonly ami: string;
  readonly region?: string;
}

/** A machine on EC2 as it is now. */
export interface Ec2Machine extends Machine {
  readonly region: string;
  /** AWS's own name for it, as `i-0123456789abcdef0`. */
  readonly instance: string;
  readonly instanceType: string;
  /** The state folder that answers for it. */
  readonly owner: string;
}
