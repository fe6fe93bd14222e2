import { join } from 'node:path';
import { KeyStore } from '../bake/key-store.ts';
import { localImages } from '../bake/local/local-images.ts';
import { type LocalMachines, localMachines } from '../machines/local/local-machines.ts';
import { openPackages } from '../packages/packages.ts';
import { Refusal } from '../problem/problem.ts';
import { localProvided } from '../release/provided-images.ts';
import { openSnapshots, type Snapshots } from '../snapshots/snapshots.ts';
import { bakePlace } from './bake-place.ts';
import { localFront } from './local-front.ts';
import type { Session } from './session.ts';
import type { AnyWorkshop, Opening } from './workshop.ts';

/** What machines of this host are worked with. */
export interface LocalWorkshop extends AnyWorkshop {
  readonly provider: 'local';
  readonly machines: LocalMachines;
  readonly snapshots: Snapshots;
}

export async function localWorkshop(session: Session): Promise<Opening<LocalWorkshop>> {
  requireRoot();
  const { state, network } = session.settings;
  const { effects } = session;
  const machines = localMachines({ state, subnet: network }, effects);
  await machines.checkNetwork();
  const open = async (): Promise<LocalWorkshop> => {
    const snapshots = await openSnapshots(join(state, 'snapshots'), effects);
    const journal = await session.journal();
    const packages = await openPackages(join(state, 'packages'), effects);
    const keys = new KeyStore(state);
    const images = localImages({ machines, snapshots, packages });
    const place = await bakePlace(session, { machines, images, packages, keys });
    const front = localFront(session, { machines, keys });
    const provided = localProvided(machines, snapshots);
    return { provider: 'local', journal, machines, snapshots, front, images: provided, place };
  };
  return { machines, open };
}

function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  const message = "local machines need root: mounts, network name spaces and systemd-nspawn are root's";
  throw new Refusal({ code: 'not-root', message, hint: 'run it again with sudo' });
}
