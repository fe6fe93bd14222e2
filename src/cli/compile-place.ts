import { join } from 'node:path';
import type { Compilation, CompilePlace } from '../compile/incremental/compilation.ts';
import { compileFolder } from '../compile/incremental/compile-folder.ts';
import { contentHash } from '../compile/manifest.ts';
import { withExclusiveLock } from '../host/exclusive-lock.ts';
import { buildId } from './build-id.ts';
import { platformFiles, type Session } from './session.ts';
import { ownCache, writableFolder } from './writable-folder.ts';

/** Compares the session's catalog with every generated file, with what the last compile left in the cache. */
export const lookSession = (session: Session): Compilation =>
  compileFolder({ ...placeOf(session), everywhere: true }, memoryOf(session));

/** Compiles the session's catalog and writes what has changed, with what the last compile left in the cache. */
export async function compileSession(session: Session): Promise<Compilation> {
  return await alone(session, () => {
    const compilation = compileFolder(placeOf(session), memoryOf(session));
    compilation.write();
    return compilation;
  });
}

/** Runs an action while no other process of this user compiles the same catalog. */
export async function alone<T>(session: Session, action: () => T): Promise<T> {
  const memory = memoryOf(session);
  if (memory === undefined) return action();
  const onWait = () => session.progress.say('waiting for another compile of this catalog');
  return await withExclusiveLock(`${memory}.lock`, async () => action(), { onWait });
}

/** What a compile of the session's catalog works with. */
export const placeOf = (session: Session): CompilePlace => ({
  listing: session.listing(),
  platform: platformFiles,
  generated: session.settings.generated,
  build: buildId(),
  now: () => session.effects.now().getTime(),
});

/** The folder in which a compile of these two folders leaves what it knows. */
export function memoryOf({ settings }: Session): string | undefined {
  const name = contentHash(JSON.stringify([settings.catalog, settings.generated])).slice(0, 32);
  const folder = writableFolder(...[settings.cache, ownCache()].map((cache) => join(cache, 'compiled')));
  return folder && join(folder, name);
}
