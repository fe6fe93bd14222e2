import type { Instance } from '../state/things.ts';

/** The addresses that a machine got. */
export interface Addresses {
  readonly privateIp: string;
  readonly publicIp: string;
}

/** What is behind instances and snapshots: machines and their disks. Acts on one instance come one after the other. */
export interface BackEnd {
  /** Called when the instance is made, before the call is answered; its addresses. */
  addresses(instance: Pick<Instance, 'id'>): Addresses;
  /** Returns when the machine runs. `onEnd`: it has shut itself down. `snapshotId`: its root disk. */
  start(instance: Instance, snapshotId: string, onEnd: () => void): Promise<void>;
  /** Returns when it is shut down; its disk stays. */
  stop(instance: Instance): Promise<void>;
  /** Returns when machine and disk are gone. */
  terminate(instance: Instance): Promise<void>;
  /** Takes an instance's root disk; returns when the snapshot is complete. */
  capture(instance: Instance, snapshotId: string): Promise<void>;
  /** The same disk under another id, as in another region. */
  copy(snapshotId: string, copyId: string): Promise<void>;
  /** Removes a snapshot's disk. */
  forget(snapshotId: string): Promise<void>;
}
