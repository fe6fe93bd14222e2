import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cachedFolder } from '../../host/cached-folder.ts';
import type { Effects } from '../../host/effects.ts';
import { runChecked } from '../../host/processes.ts';
import { mustInBuilder, RECIPE_INSIDE } from './builder-run.ts';
import { builderTree, DEBS_INSIDE, WORK_INSIDE } from './builder-tree.ts';
import { type OnBuildProgress, recipeProgress } from './progress.ts';
import { recipeKey, SOURCE_DATE_EPOCH } from './recipe.ts';

/** Ruby, Puppet and Chef in one folder, to be mounted read-only at /run/rolebake/converger. */
export interface Converger {
  readonly dir: string;
  /** SHA-256 of the canonical tar of the folder without what is compiled of it, in hex. */
  readonly digest: string;
}

/**
 * The converger under `<cacheDir>/converger/`, named by all that goes into it and built on first use: 75 s,
 * 117 MB. Needs root, mmdebstrap, systemd-nspawn and the host's own apt and gem sources.
 */
export async function buildConverger(
  options: { readonly cacheDir: string },
  effects: Effects,
  onProgress: OnBuildProgress = () => undefined,
): Promise<Converger> {
  const place = placeOf(options.cacheDir);
  const dir = await cachedFolder(place, effects, async (partial) => {
    const work = join(partial, 'work');
    await mkdir(work);
    await assemble(work, options.cacheDir, effects, onProgress);
    await rename(join(work, 'converger'), join(partial, 'converger'));
    await rm(work, { recursive: true });
    await writeFile(join(partial, 'digest'), await digestOf(join(partial, 'converger'), effects));
  });
  return { dir: join(dir, 'converger'), digest: await readFile(join(dir, 'digest'), 'utf8') };
}

/** The compiled form of its Ruby files, at the same paths: what a run is spared, and nothing that it goes by. */
export const COMPILED = './compiled';

/** The digest of the converger, in hex, if it has been built on this host. */
export async function builtConverger(cacheDir: string): Promise<string | undefined> {
  return await readFile(join(placeOf(cacheDir), 'digest'), 'utf8').catch(() => undefined);
}

const placeOf = (cacheDir: string): string =>
  join(cacheDir, 'converger', recipeKey(['**/*.txt', '**/*.rb', '**/*.sh']));

async function assemble(work: string, cacheDir: string, effects: Effects, onProgress: OnBuildProgress): Promise<void> {
  const builder = await builderTree(cacheDir, effects, onProgress);
  const command = {
    argv: ['ruby', `${RECIPE_INSIDE}/build.rb`] as const,
    binds: { [WORK_INSIDE]: work },
    bindsReadOnly: { [DEBS_INSIDE]: builder.debs },
    onOutput: recipeProgress(onProgress),
  };
  await mustInBuilder(builder.tree, command, effects);
}

async function digestOf(dir: string, effects: Effects): Promise<string> {
  const tar = `${dir}.tar`;
  const form = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--format=posix'];
  const times = [
    `--mtime=@${SOURCE_DATE_EPOCH}`,
    '--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime',
  ];
  await runChecked(effects.run, {
    argv: ['tar', '--create', `--file=${tar}`, `--exclude=${COMPILED}`, ...form, ...times, `--directory=${dir}`, '.'],
  });
  const hash = createHash('sha256');
  await pipeline(createReadStream(tar), hash);
  await rm(tar);
  return hash.digest('hex');
}
