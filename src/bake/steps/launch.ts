import { parseDigest } from '../../naming/digest.ts';
import { Refusal } from '../../problem/problem.ts';
import { type Baking, bakeMachine, launchFor } from './baking.ts';

/** Launches the parent as a machine that has the converger; gives when that was done, by the monotonic clock. */
export async function launch(baking: Baking): Promise<number> {
  const { place, context, input } = baking;
  const converger = await place.converger();
  const { archive } = input;
  if (archive !== undefined && !place.packages.states.has(parseDigest(archive))) throw lacksArchive(input.parent.tag);
  await launchFor(baking, bakeMachine(context.jobId), {
    layers: place.snapshots.layers(parseDigest(input.parent.digest)),
    credentials: {},
    outbound: true,
    ...(archive === undefined ? {} : { lent: place.packages.states.layers(parseDigest(archive)) }),
    binds: [{ source: converger.dir, target: '/run/rolebake/converger' }],
  });
  return place.effects.monotonicMs();
}

const lacksArchive = (tag: string): Refusal =>
  new Refusal({
    code: 'snapshot-missing',
    message: `the archive state of ${tag} is not here`,
    hint: 'rolebake os update',
  });
