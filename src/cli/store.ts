import { join } from 'node:path';
import { openPackages } from '../packages/packages.ts';
import { Refusal } from '../problem/problem.ts';
import { openSnapshots, type Snapshots } from '../snapshots/snapshots.ts';
import type { Session } from './session.ts';
import type { StorePlace } from './store-faults.ts';

/** The snapshots of this host, for verbs that start no machine. */
export async function openStore(session: Session): Promise<Snapshots> {
  if (process.getuid?.() !== 0)
    throw new Refusal({ code: 'not-root', message: 'snapshots are for root alone', hint: 'run it again with sudo' });
  return await openSnapshots(join(session.settings.state, 'snapshots'), session.effects);
}

/** All that this host stores. */
export const openStorePlace = async (session: Session): Promise<StorePlace> => ({
  snapshots: await openStore(session),
  archives: join(session.settings.state, 'archives'),
  packages: await openPackages(join(session.settings.state, 'packages'), session.effects),
});
