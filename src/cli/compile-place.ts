import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Compilation, CompilePlace } from '../compile/incremental/compilation.ts';
import { compileFolder } from '../compile/incremental/compile-folder.ts';
import { contentHash } from '../compile/manifest.ts';
import { buildId } from './build-id.ts';
import { platformFiles, type Session } from './session.ts';

/** Compiles the session's catalog, with what the last compile left in the cache. */
export const compileSession = (session: Session): Compilation => compileFolder(placeOf(session), memoryOf(session));

/** What a compile of the session's catalog works with. */
export const placeOf = (session: Session): CompilePlace => ({
  listing: session.listing(),
  platform: platformFiles,
  generated: session.settings.generated,
  build: buildId(),
  now: () => session.effects.now().getTime(),
});

/** The file in which a compile of these two folders leaves what it knows. */
export function memoryOf({ settings }: Session): string | undefined {
  const name = contentHash(JSON.stringify([settings.catalog, settings.generated])).slice(0, 32);
  const own = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'rolebake');
  const folder = [settings.cache, own].map((cache) => join(cache, 'compile')).find(isWritable);
  return folder && join(folder, name);
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
