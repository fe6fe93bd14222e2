import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BakePlace } from '../bake/bake-place.ts';
import { KeyStore } from '../bake/key-store.ts';
import { localImages } from '../bake/local/local-images.ts';
import { buildConverger, type Converger } from '../converge/bundle/converger.ts';
import type { Journal } from '../engine/journal.ts';
import { type LocalMachines, localMachines } from '../machines/local/local-machines.ts';
import { openPackages } from '../packages/packages.ts';
import { Refusal } from '../problem/problem.ts';
import { openSnapshots, type Snapshots } from '../snapshots/snapshots.ts';
import type { Session } from './session.ts';
import { makingRoom, settle } from './settle.ts';
import { rolebakeVersion } from './version.ts';

/** Everything on this host that a bake or a launch works with. */
export interface Workshop {
  readonly journal: Journal;
  readonly snapshots: Snapshots;
  readonly machines: LocalMachines;
  readonly place: BakePlace;
}

/**
 * Opens the state of this host, and first settles what dead processes left: `finish` goes on with their bakes,
 * `undo` takes them back unless their image is already there.
 */
export async function openWorkshop(session: Session, mode: 'finish' | 'undo'): Promise<Workshop> {
  requireRoot();
  const { state, network } = session.settings;
  const { effects } = session;
  const machines = localMachines({ state, subnet: network }, effects);
  await machines.checkNetwork();
  return await makingRoom(machines, async () => {
    const snapshots = await openSnapshots(join(state, 'snapshots'), effects);
    const journal = await session.journal();
    const packages = await openPackages(join(state, 'packages'), effects);
    const place: BakePlace = {
      machines,
      images: localImages({ machines, snapshots, packages }),
      packages,
      ledger: await session.ledger(),
      keys: new KeyStore(state),
      converger: convergerOf(session),
      archives: join(state, 'archives'),
      logs: join(state, 'logs'),
      machineLife: session.settings.jobs.machineLife,
      convergeLimit: session.settings.jobs.convergeLimit,
      who: session.who,
      version: rolebakeVersion(),
      effects,
      onOutput: (role, text) => session.progress.detail(role, text),
    };
    const workshop = { journal, snapshots, machines, place };
    await settle(session, workshop, mode);
    await pruneJobs(workshop, session.settings.jobs.keep);
    return workshop;
  });
}

/** Forgets the oldest jobs, and their logs. */
async function pruneJobs({ journal, place }: Workshop, keep: number): Promise<void> {
  for (const job of journal.prune(keep)) await rm(join(place.logs, job), { recursive: true, force: true });
}

/** The converger, from the cache or built with progress; asked for once a command. */
function convergerOf(session: Session): () => Promise<Converger> {
  let prepared: Promise<Converger> | undefined;
  return () => (prepared ??= prepareConverger(session));
}

async function prepareConverger(session: Session): Promise<Converger> {
  const { dir, digest } = await session.progress.during({ subject: 'converger', step: 'prepare' }, (detail) =>
    buildConverger({ cacheDir: session.settings.cache }, session.effects, ({ stage, done, total }) =>
      detail(total === undefined ? `${stage} ${done}` : `${stage} ${done} of ${total}`),
    ),
  );
  return { dir, digest: `sha256:${digest}` };
}

function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  const message = "local machines need root: mounts, network name spaces and systemd-nspawn are root's";
  throw new Refusal({ code: 'not-root', message, hint: 'run it again with sudo' });
}
