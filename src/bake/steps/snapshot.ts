import { parseDigest } from '../../naming/digest.ts';
import { type Baking, bakeMachine } from './baking.ts';

/** Keeps what the bake changed as a snapshot; gives its digest. */
export async function takeSnapshot({ place, context, input }: Baking): Promise<string> {
  const layerDir = await place.machines.upperOf(bakeMachine(context.jobId));
  const { parent, sourceDateEpoch } = input;
  const snapshot = await place.snapshots.add({
    ...{ layerDir, parent: parseDigest(parent.digest), sourceDateEpoch },
    fence: context.assertHeld,
  });
  return snapshot.digest;
}
