import { parseDigest } from '../../naming/digest.ts';
import { type Baking, bakeMachine } from '../steps/baking.ts';
import type { LocalImagesPlace } from './local-images.ts';

/** Keeps what the bake changed as a snapshot; gives its digest. */
export async function takeSnapshot({ context, input }: Baking, place: LocalImagesPlace): Promise<string> {
  const layerDir = await place.machines.upperOf(bakeMachine(context.jobId));
  const { parent, sourceDateEpoch } = input;
  const snapshot = await place.snapshots.add({
    ...{ layerDir, parent: parseDigest(parent.digest), sourceDateEpoch },
    fence: context.assertHeld,
  });
  return snapshot.digest;
}
