import type { RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Instance, Permission } from '../state/things.ts';

/** What a machine is reached by. */
export interface Addresses {
  readonly privateIp: string;
  readonly publicIp: string;
  readonly macAddress: string;
}

/** What is behind instances and snapshots: machines and their disks. Acts on one instance come one after the other. */
export interface BackEnd {
  /** What answers the machines' own calls of AWS; nothing does on paper. */
  serve?(answer: RequestListener): void;
  /** Called when the instance is made, before the call is answered. */
  addresses(instanceId: string): Addresses;
  /** Returns when the machine runs. `onEnd`: it has shut itself down. */
  start(start: MachineStart): Promise<void>;
  /** Returns when it runs again. */
  reboot(instanceId: string): Promise<void>;
  /** Returns when it is shut down; its disk stays. */
  stop(instanceId: string): Promise<void>;
  /** Returns when machine and disk are gone. */
  terminate(instanceId: string): Promise<void>;
  /** A connection to a port of the machine from within it, as its agent makes one. */
  connect(instanceId: string, port: number): Promise<Duplex>;
  /** What the machine has said on its console. */
  console(instanceId: string): Promise<string>;
  /** Takes an instance's root disk; returns when the snapshot is complete. */
  capture(instanceId: string, snapshotId: string): Promise<void>;
  /** The same disk under another id, as in another region. */
  copy(snapshotId: string, copyId: string): Promise<void>;
  /** Whether a machine that runs is well as a load balancer checks it: it takes a connection, or says 200 to a path. */
  isWell(instance: Instance, check: Check): Promise<boolean>;
  /** What security groups let in has changed, by instance. */
  regroup?(ingress: ReadonlyMap<string, readonly Permission[]>): Promise<void>;
  /** What load balancers do with what comes to them has changed. */
  balance?(balancers: readonly BalancerTraffic[]): Promise<void>;
  /** From where load balancers reach machines; undefined where there is nothing to reach. */
  readonly balancerAddress?: string;
  /** Removes a snapshot's disk. */
  forget(snapshotId: string): Promise<void>;
}

/** What a load balancer does with what comes to it. */
export interface BalancerTraffic {
  readonly host: string;
  readonly speaksHttp: boolean;
  readonly listeners: readonly {
    readonly port: number;
    readonly groups: readonly {
      readonly weight: number;
      /** That machines are asked for. */
      readonly path: string | undefined;
      readonly servers: readonly { readonly id: string; readonly address: string; readonly port: number }[];
    }[];
  }[];
}

/** What a load balancer asks a machine. */
export interface Check {
  readonly port: number;
  /** Undefined: a connection is enough. */
  readonly path: string | undefined;
}

/** A machine to start. */
export interface MachineStart {
  readonly instance: Instance;
  readonly region: string;
  /** What its security groups let in. */
  readonly ingress: readonly Permission[];
  /** Whether its security groups let it out of its network. */
  readonly outbound: boolean;
  /** Whether they let it speak https with AWS. */
  readonly https: boolean;
  /** Of its root disk. */
  readonly snapshotId: string;
  /** The machine has shut itself down. */
  readonly onEnd: () => void;
}
