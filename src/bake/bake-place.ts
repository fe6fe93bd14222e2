import type { Converger } from '../converge/bundle/converger.ts';
import { fenced } from '../engine/fenced.ts';
import type { JobContext } from '../engine/job.ts';
import type { Effects } from '../host/effects.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Machines } from '../machines/machines.ts';
import type { Packages } from '../packages/packages.ts';
import type { Registries } from '../pins/releases.ts';
import type { ImageMaker } from './image-maker.ts';
import type { KeyStore } from './key-store.ts';
import type { Seat } from './seats.ts';

/** What a bake works with. */
export interface BakePlace {
  readonly machines: Machines;
  readonly images: ImageMaker;
  readonly packages: Packages;
  readonly ledger: Ledger;
  readonly keys: KeyStore;
  /** The converger, with its digest as the ledger writes it; built when it is first needed. */
  readonly converger: () => Promise<Converger>;
  /** Where modules and cookbooks of others come from. */
  readonly registries: Registries;
  /** Folder of archives: of applications, and of modules and cookbooks of others. */
  readonly archives: string;
  /** Folder of the logs of bakes: what the machine said, by job. */
  readonly logs: string;
  /** Seconds after which a bake's machine that hears nothing of its bake ends itself. */
  readonly machineLife: number;
  /** Seconds that one run of Puppet or Chef may take. */
  readonly convergeLimit: number;
  readonly who: string;
  readonly version: string;
  readonly effects: Effects;
  /** What a bake holds while a machine of its runs, where their number is limited. */
  readonly seat?: Seat;
  /** Output of the machine as it comes. */
  readonly onOutput?: (role: string, text: string) => void;
}

/** The same place for one job alone: whatever reaches outside is done only while the job is this process's. */
export function fencedPlace(place: BakePlace, { assertHeld }: JobContext): BakePlace {
  return {
    ...place,
    machines: fenced(place.machines, assertHeld),
    images: fenced(place.images, assertHeld),
    ledger: fenced(place.ledger, assertHeld),
    keys: fenced(place.keys, assertHeld),
  };
}
