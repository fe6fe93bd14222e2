import type { Flag } from '../../catalog/model.ts';
import { testValue } from '../../catalog/types/test-value.ts';
import { parseDigest } from '../../naming/digest.ts';
import { contractOf } from '../image-contract.ts';
import { type Baking, launchFor, testMachine } from './baking.ts';

/** Launches the snapshot as a fresh machine: without any converger, without a way out, with test values for its flags. */
export async function launchImage(baking: Baking, digest: string): Promise<void> {
  const { place, context, input } = baking;
  await launchFor(baking, testMachine(context.jobId), {
    layers: place.snapshots.layers(parseDigest(digest)),
    credentials: testFlags(contractOf(input.details).flags),
    outbound: false,
  });
}

/** A compiled catalog has a value for each flag. */
const testFlags = (flags: readonly Flag[]): Readonly<Record<string, string>> =>
  Object.fromEntries(flags.map((flag) => [flag.name, testValue(flag) ?? '']));
