import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostAptSources } from '../../host/apt-sources.ts';
import { cachedFolder } from '../../host/cached-folder.ts';
import type { Effects } from '../../host/effects.ts';
import { runChecked } from '../../host/processes.ts';
import { type BuilderCommand, HOST_FILES, inBuilder, mustInBuilder, RECIPE_INSIDE } from './builder-run.ts';
import { type OnBuildProgress, packageProgress } from './progress.ts';
import { BUILDER_SUITE, recipeKey, recipeList, SOURCE_DATE_EPOCH } from './recipe.ts';

/** A Debian tree with Ruby and compilers, and beside it the packages of the Ruby that ships. */
export interface Builder {
  readonly tree: string;
  readonly debs: string;
}

/** Where a command inside the tree works. */
export const WORK_INSIDE = '/build';
/** Where it finds the packages of the Ruby that ships. */
export const DEBS_INSIDE = '/debs';
const FOLDERS_INSIDE = [WORK_INSIDE, DEBS_INSIDE, RECIPE_INSIDE];

/** The builder tree under `<cacheDir>/builder/`, made on first use (about 45 s, 450 MB). */
export async function builderTree(cacheDir: string, effects: Effects, onProgress: OnBuildProgress): Promise<Builder> {
  const key = recipeKey(['packages.txt', 'debs.txt'], ...FOLDERS_INSIDE, ...Object.keys(HOST_FILES));
  const dir = await cachedFolder(join(cacheDir, 'builder', key), effects, async (partial) => {
    const builder = builderIn(partial);
    await debootstrap(builder.tree, effects, onProgress);
    await makeMountPoints(builder.tree);
    await mkdir(builder.debs);
    await downloadPins(builder, effects, onProgress);
  });
  return builderIn(dir);
}

function builderIn(dir: string): Builder {
  return { tree: join(dir, 'tree'), debs: join(dir, 'debs') };
}

async function debootstrap(tree: string, effects: Effects, onProgress: OnBuildProgress): Promise<void> {
  const packages = recipeList('packages.txt').flat().join(',');
  await runChecked(effects.run, {
    argv: [
      ...(['mmdebstrap', '--verbose', '--variant=minbase', '--mode=root', '--format=directory'] as const),
      `--include=${packages}`,
      '--aptopt=APT::Install-Recommends "false"',
      '--dpkgopt=path-exclude=/usr/share/man/*',
      '--dpkgopt=path-exclude=/usr/share/locale/*',
      BUILDER_SUITE,
      tree,
      ...(await hostAptSources(BUILDER_SUITE, effects)),
    ],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', SOURCE_DATE_EPOCH },
    onOutput: packageProgress(onProgress),
  });
}

/** A tree that is only read cannot make the places at which something is mounted. */
async function makeMountPoints(tree: string): Promise<void> {
  for (const path of FOLDERS_INSIDE) await mkdir(join(tree, path));
  for (const [path, text] of Object.entries(HOST_FILES)) await writeFile(join(tree, path), text, { flag: 'a' });
}

/**
 * Fetches the pinned packages. Debian's mirrors drop a version once a newer one is out: then the newest of the suite
 * is taken, so that an old rolebake still builds; the converger's list of versions, and so its digest, say so.
 */
async function downloadPins(builder: Builder, effects: Effects, onProgress: OnBuildProgress): Promise<void> {
  const pins = recipeList('debs.txt');
  const apt = (...words: string[]): BuilderCommand => ({
    argv: ['apt-get', '--quiet', ...words],
    binds: { [WORK_INSIDE]: builder.debs },
    cwd: WORK_INSIDE,
    writable: true,
  });
  const total = pins.length;
  onProgress({ stage: 'pins', done: 0, total });
  await mustInBuilder(builder.tree, apt('update'), effects);
  const pinned = apt('download', ...pins.map(([name, version]) => `${name}=${version}`));
  const { code } = await effects.run(inBuilder(builder.tree, pinned, effects));
  if (code !== 0) {
    onProgress({
      stage: 'pins',
      done: 0,
      total,
      note: `Debian no longer has ${pins.flat().join(' ')}: taking the newest`,
    });
    await mustInBuilder(builder.tree, apt('download', ...pins.map(([name = '']) => name)), effects);
  }
  onProgress({ stage: 'pins', done: total, total });
  await rm(join(builder.tree, 'var/lib/apt/lists'), { recursive: true });
}
