import { PLACES } from '../../converge/places.ts';
import { fenced } from '../../engine/fenced.ts';
import type { LocalMachines } from '../../machines/local/local-machines.ts';
import { parseDigest } from '../../naming/digest.ts';
import type { Packages } from '../../packages/packages.ts';
import { Refusal } from '../../problem/problem.ts';
import type { Snapshots } from '../../snapshots/snapshots.ts';
import type { ImageMaker } from '../image-maker.ts';
import { type Baking, bakeMachine, testMachine, wishesFor } from '../steps/baking.ts';
import { stepOf } from '../steps/step-of.ts';
import { sealMachine } from './seal-step.ts';
import { takeSnapshot } from './snapshot-step.ts';

/** What images of this host are made with. */
export interface LocalImagesPlace {
  readonly machines: LocalMachines;
  readonly snapshots: Snapshots;
  readonly packages: Packages;
}

/** Images as snapshots: what a bake has changed on its parent's tree. */
export function localImages(place: LocalImagesPlace): ImageMaker {
  const held = ({ context }: Baking): LocalImagesPlace => ({
    ...place,
    machines: fenced(place.machines, context.assertHeld),
    snapshots: fenced(place.snapshots, context.assertHeld),
  });
  return {
    launchParent: (baking) => launchParent(baking, held(baking)),
    keepDigestedLists: async (baking) => {
      const { archive } = baking.input;
      if (archive === undefined) return;
      const root = await held(baking).machines.rootOf(bakeMachine(baking.context.jobId));
      await place.packages.states.keepDigested(parseDigest(archive), root);
    },
    lastStep: 'snapshot',
    capture: (baking) => capture(baking, held(baking)),
    launchImage: async (baking, { digest }, credentials) => {
      const { machines, snapshots } = held(baking);
      const layers = snapshots.layers(parseDigest(digest));
      const wishes = wishesFor(baking, testMachine(baking.context.jobId), { credentials, outbound: false });
      await machines.launch({ ...wishes, layers });
    },
    // A snapshot without a tag is looked at with `launch JOB`, and goes with `store prune`.
    discard: async () => undefined,
  };
}

async function launchParent(baking: Baking, { machines, snapshots, packages }: LocalImagesPlace): Promise<void> {
  const { place, context, input } = baking;
  const { archive } = input;
  const converger = await place.converger();
  if (archive !== undefined && !packages.states.has(parseDigest(archive))) throw lacksArchive(input.parent.tag);
  await machines.launch({
    ...wishesFor(baking, bakeMachine(context.jobId), { credentials: {}, outbound: true }),
    layers: snapshots.layers(parseDigest(input.parent.digest)),
    ...(archive === undefined ? {} : { lent: packages.states.layers(parseDigest(archive)) }),
    binds: [{ source: converger.dir, target: PLACES.converger }],
  });
}

async function capture(baking: Baking, place: LocalImagesPlace): Promise<{ digest: string }> {
  const step = stepOf(baking);
  await step('stop', async () => void (await place.machines.stop(bakeMachine(baking.context.jobId))));
  baking.place.seat?.leave();
  await step('seal', () => sealMachine(baking, place.machines));
  return { digest: await step('snapshot', () => takeSnapshot(baking, place)) };
}

const lacksArchive = (tag: string): Refusal =>
  new Refusal({
    code: 'snapshot-missing',
    message: `the archive state of ${tag} is not here`,
    hint: 'rolebake os update',
  });
