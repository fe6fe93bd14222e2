import { join } from 'node:path';
import type { BakePlace } from '../bake/bake-place.ts';
import { buildConverger, type Converger } from '../converge/bundle/converger.ts';
import type { Session } from './session.ts';
import { rolebakeVersion } from './version.ts';

/** What a bake works with, besides what its provider gives. */
export async function bakePlace(
  session: Session,
  provided: Pick<BakePlace, 'machines' | 'images' | 'packages' | 'keys'>,
): Promise<BakePlace> {
  const { state, jobs, registries } = session.settings;
  return {
    ...provided,
    ledger: await session.ledger(),
    converger: convergerOf(session),
    archives: join(state, 'archives'),
    registries,
    logs: join(state, 'logs'),
    machineLife: jobs.machineLife,
    convergeLimit: jobs.convergeLimit,
    who: session.who,
    version: rolebakeVersion(),
    effects: session.effects,
    onOutput: (role, text) => session.progress.detail(role, text),
  };
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
