import type { Duplex } from 'node:stream';
import type { FlagValue } from '../catalog/environments/flag-value.ts';
import type { ProcessIdentity } from '../host/process-identity.ts';
import type { KeyPair } from '../ssh/keys.ts';

/** A bake's machine is thrown away with its disk; a launched one runs an image with flags. */
export type MachinePurpose = 'bake' | 'launch';

/** launching: being made; running: answered by ssh; stopped: shut down, disk kept; terminating: being removed. */
export type MachineState = 'launching' | 'running' | 'stopped' | 'terminating';

/** What a caller asks of any provider; each has an image of its own kind besides. The same id with the same wishes is the same machine, however often it is asked for. */
export interface MachineSpec {
  /** Made by the caller and never used twice: up to 40 of `a-z`, `0-9` and `-`. */
  readonly id: string;
  readonly purpose: MachinePurpose;
  readonly labels: Readonly<Record<string, string>>;
  /** The name the machine has for itself; default `machine`. */
  readonly hostname?: string;
  /** Becomes the machine's only host key. */
  readonly hostKey: KeyPair;
  /** The public key that may log in as root. */
  readonly authorizedKey: string;
  /** Flags, by the name that a unit's LoadCredential= gives. Only a provider at AWS takes references. */
  readonly credentials: Readonly<Record<string, FlagValue>>;
  /** Where the machine asks for names, and the domain that it tries for short ones; default: nowhere, or where the host does. */
  readonly resolver?: { readonly address: string; readonly search: string };
  /** Machines of one network reach each other, whoever launched them; default: those of one run do. On a host all do. */
  readonly network?: string;
  /** Whether the machine reaches beyond the host and the other machines. */
  readonly outbound: boolean;
  /** The process that answers for the machine; default: the one that launches it. */
  readonly baker?: ProcessIdentity;
  /**
   * Throws if the machine is not wanted any more. Asked under the provider's lock right before something is made or
   * removed, so that whoever has been replaced by another process cannot disturb that one's machine.
   */
  readonly fence?: () => void;
  /** The machine ends itself when nobody has renewed its life for so long (see `keepAlive`); default: never. */
  readonly lifeSeconds?: number;
}

/** A machine as it is now. */
export interface Machine {
  readonly id: string;
  readonly purpose: MachinePurpose;
  readonly labels: Readonly<Record<string, string>>;
  readonly address: string;
  readonly hostPublicKey: string;
  readonly state: MachineState;
  /** ISO 8601. */
  readonly launchedAt: string;
  readonly baker: ProcessIdentity;
}

/** What launch tells while it works. */
export interface MachineEvent {
  readonly type: 'adopted' | 'removing-remains' | 'booting' | 'running';
  readonly id: string;
}

/** A provider of machines. Each act is idempotent and may be finished or undone by another process. */
export interface Machines<Spec extends MachineSpec = never, M extends Machine = Machine> {
  /** Returns when ssh answers; adopts what an earlier try with the same wishes left. Refuses with `boot-failed`. */
  launch(spec: Spec, observe?: (event: MachineEvent) => void): Promise<M>;
  list(): Promise<M[]>;
  get(id: string): Promise<M | undefined>;
  /** Shuts down cleanly and keeps the disk. Refuses with `unknown-machine` or `stop-failed`. */
  stop(id: string): Promise<M>;
  /** Removes the machine and its disk, whatever half state it is in. An unknown id is fine. */
  terminate(id: string): Promise<void>;
  /**
   * Removes machines that are being made or removed by a process that is no more, and whatever of ours
   * belongs to no machine. Returns the ids.
   */
  sweep(isAlive: (baker: ProcessIdentity) => boolean): Promise<string[]>;
  /** A stream to a machine's sshd; without it, whoever wants one connects to the machine's address. */
  dial?(id: string): Promise<Duplex>;
}
