import type { Flag } from '../../catalog/model.ts';
import { testValue } from '../../catalog/types/test-value.ts';
import { parseDigest } from '../../naming/digest.ts';
import { contractOf } from '../image-contract.ts';
import { type Baking, testMachine } from './baking.ts';

/** Launches the snapshot as a fresh machine: without any converger, without a way out, with test values for its flags. */
export async function launchImage({ place, context, input }: Baking, digest: string): Promise<void> {
  const id = testMachine(context.jobId);
  const keys = place.keys.of(id);
  await place.machines.launch({
    id,
    purpose: 'bake',
    fence: context.assertHeld,
    labels: { role: input.role, job: context.jobId },
    layers: place.snapshots.layers(parseDigest(digest)),
    hostKey: keys.host,
    authorizedKey: keys.user.publicKey,
    credentials: testFlags(contractOf(input.details).flags),
    outbound: false,
    lifeSeconds: place.machineLife,
  });
}

/** A compiled catalog has a value for each flag. */
const testFlags = (flags: readonly Flag[]): Readonly<Record<string, string>> =>
  Object.fromEntries(flags.map((flag) => [flag.name, testValue(flag) ?? '']));
