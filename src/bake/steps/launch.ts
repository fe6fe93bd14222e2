import { parseDigest } from '../../naming/digest.ts';
import { type Baking, bakeMachine, launchFor } from './baking.ts';

/** Launches the parent as a machine that has the converger; gives when that was done, by the monotonic clock. */
export async function launch(baking: Baking): Promise<number> {
  const { place, context, input } = baking;
  const converger = await place.converger();
  await launchFor(baking, bakeMachine(context.jobId), {
    layers: place.snapshots.layers(parseDigest(input.parent.digest)),
    credentials: {},
    outbound: true,
    binds: [{ source: converger.dir, target: '/run/rolebake/converger' }],
  });
  return place.effects.monotonicMs();
}
