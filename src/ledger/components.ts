import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { classify } from './paths.ts';
import { type Component, STREAMS } from './tag.ts';

/** The components that have a file in the ledger of this folder, by name. Nothing is read of the files. */
export async function componentsIn(dir: string): Promise<Component[]> {
  const folders = await Promise.all(
    STREAMS.toSorted().map(async (stream) => {
      const names = await readdir(join(dir, stream)).catch(noneIfAbsent);
      return names.sort().map((name) => classify(`${stream}/${name}`));
    }),
  );
  return folders.flat().flatMap((path) => (path.kind === 'entries' ? [path.component] : []));
}

function noneIfAbsent(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
  throw error;
}
