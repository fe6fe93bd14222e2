import type { BakeCheck } from '../../bake/checks/run-checks.ts';
import type { KeyStore } from '../../bake/key-store.ts';
import { fenced } from '../../engine/fenced.ts';
import type { JobContext } from '../../engine/job.ts';
import type { Effects } from '../../host/effects.ts';
import type { Machines } from '../../machines/machines.ts';
import type { Front } from '../front/front.ts';
import type { ReleaseFlags } from '../member-flags.ts';
import type { ProvidedImages } from '../provided-images.ts';
import type { RoleImage } from '../role-image.ts';
import type { EnvironmentStore } from './environment-store.ts';
import type { UpInput } from './up-input.ts';

/** What `up` works with, whoever has the machines. */
export interface UpPlace extends Front {
  readonly machines: Machines;
  readonly images: ProvidedImages;
  readonly keys: KeyStore;
  readonly environments: EnvironmentStore;
  /** The values of flags, read anew by whoever goes on with a job: a secret is in no journal. */
  readonly flags: (input: UpInput) => Promise<ReleaseFlags>;
  /** The values of secret flags that are known here, longest first. */
  readonly secrets: (input: UpInput) => Promise<readonly string[]>;
  /** Folder of the logs of jobs: what machines said, by job. */
  readonly logs: string;
  /** The image of a role's tag. */
  readonly image: (tag: string) => Promise<RoleImage>;
  /** What a machine of a tag must show. */
  readonly checks: (tag: string) => Promise<readonly BakeCheck[]>;
  readonly effects: Effects;
}

/** One `up` under way: what each of its steps gets. */
export interface Raising {
  readonly place: UpPlace;
  readonly context: JobContext;
  readonly input: UpInput;
}

/** The same place for one job alone: whatever reaches outside is done only while the job is this process's. */
export function fencedUpPlace(place: UpPlace, { assertHeld }: JobContext): UpPlace {
  return {
    ...place,
    machines: fenced(place.machines, assertHeld),
    images: fenced(place.images, assertHeld),
    keys: fenced(place.keys, assertHeld),
    balancers: fenced(place.balancers, assertHeld),
    zones: fenced(place.zones, assertHeld),
    environments: fenced(place.environments, assertHeld),
  };
}
