import type { TagRecord } from '../ledger/ledger.ts';
import type { Provider } from '../machines/provider.ts';
import { presentIn } from '../release/provided-images.ts';
import { planPlace } from './plan-place.ts';
import type { Session } from './session.ts';
import { openStore } from './store.ts';

/** The digests of those of these tags whose images a provider really has, and whole; for verbs that start no machine. */
export async function presentImages(
  session: Session,
  provider: Provider,
  records: readonly TagRecord[],
): Promise<ReadonlySet<string>> {
  if (provider === 'local') return await presentIn(await openStore(session)).present(records);
  await using place = await planPlace(session, provider);
  return (await place.images?.present(records)) ?? new Set();
}
