import { join } from 'node:path';
import type { Front } from '../release/front/front.ts';
import { FRONT_PACKAGES, type FrontPlace } from '../release/front/front-machines.ts';
import { KeptConnections } from '../release/front/kept-connections.ts';
import { localBalancers } from '../release/front/local-balancers.ts';
import { localZones } from '../release/front/local-zones.ts';
import { buildOsTree } from '../streams/os.ts';
import type { Session } from './session.ts';

/** Balancers and name servers in machines of this host. */
export function localFront(session: Session, { machines, keys }: Pick<FrontPlace, 'machines' | 'keys'>): Front {
  const connections = session.opened.use(new KeptConnections());
  const place = { machines, keys, connections, tree: treeOf(session) };
  return { balancers: localBalancers(place), zones: localZones(place) };
}

/** The tree of balancers and resolvers, from the cache or built with progress. */
function treeOf(session: Session): () => Promise<string> {
  let asked: Promise<string> | undefined;
  return () => (asked ??= buildTree(session));
}

const buildTree = (session: Session): Promise<string> =>
  session.progress.during({ subject: 'balancers', step: 'base tree' }, async (detail) => {
    const request = { suite: 'bookworm', packages: FRONT_PACKAGES, cache: join(session.settings.cache, 'os') };
    return (await buildOsTree(request, session.effects, ({ text }) => detail(text))).dir;
  });
