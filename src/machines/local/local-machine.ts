import type { Machine, MachineSpec } from '../machines.ts';

/** A machine of this host that is asked for. */
export interface LocalSpec extends MachineSpec {
  /** Folders of the parent snapshot, lowest first. */
  readonly layers: readonly string[];
  /** Folders that lie over the layers for as long as the machine runs: no image holds them. */
  readonly lent?: readonly string[];
  /** Folders of the host that the machine sees read-only; a target under /run leaves no trace in the image. */
  readonly binds?: readonly Bind[];
}

/** A folder of the host and the absolute path at which the machine sees it. */
export interface Bind {
  readonly source: string;
  readonly target: string;
}

/** A machine of this host as it is now. */
export interface LocalMachine extends Machine {
  /** Folders of the snapshot that it stands on, lowest first. */
  readonly layers: readonly string[];
  /** Of the process that holds the machine. */
  readonly pid?: number;
}
