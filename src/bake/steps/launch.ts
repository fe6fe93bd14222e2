import { parseDigest } from '../../naming/digest.ts';
import { type Baking, bakeMachine } from './baking.ts';

/** Launches the parent as a machine that has the converger; gives the time at which the bake began, in milliseconds. */
export async function launch({ place, context, input }: Baking): Promise<number> {
  const { machines, snapshots, effects } = place;
  const id = bakeMachine(context.jobId);
  const keys = place.keys.of(id);
  const converger = await place.converger();
  await machines.launch({
    id,
    purpose: 'bake',
    fence: context.assertHeld,
    labels: { role: input.role, job: context.jobId },
    layers: snapshots.layers(parseDigest(input.parent.digest)),
    hostKey: keys.host,
    authorizedKey: keys.user.publicKey,
    credentials: {},
    outbound: true,
    lifeSeconds: place.machineLife,
    binds: [{ source: converger.dir, target: '/run/rolebake/converger' }],
  });
  return effects.now().getTime();
}
