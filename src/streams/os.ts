import { createHash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { hostAptSources } from '../host/apt-sources.ts';
import { cachedFolder } from '../host/cached-folder.ts';
import type { Effects } from '../host/effects.ts';
import { runChecked } from '../host/processes.ts';
import { archiveState } from './archive-state.ts';
import { CHANGELOGS, debootstrapArgv, OS_RECIPE } from './os-recipe.ts';
import { type InstalledPackage, LIST_PACKAGES, readPackages } from './packages.ts';

/** Where trees are kept unless the caller says otherwise. */
const OS_CACHE = '/var/cache/rolebake/os';

/** What to build, and where finished trees are kept. */
export interface OsTreeRequest {
  /** Debian's name of the release, as `bookworm`. */
  readonly suite: string;
  /** Default /var/cache/rolebake/os. */
  readonly cache?: string;
  /** Debian packages besides those of the recipe; what they start by themselves is left off. */
  readonly packages?: readonly string[];
  /** Seconds since 1970: no file in the tree is younger. Default 2025-01-01. */
  readonly sourceDateEpoch?: number;
}

/** An unpacked Debian tree, bare: no Ruby, no host keys, no identity. Shared: never to be written to. */
export interface OsTree {
  readonly dir: string;
  /** By name. */
  readonly packages: readonly InstalledPackage[];
  readonly sourceDateEpoch: number;
  /** apt's own lists of what the sources had when it was built, verified by it, and the sources as `deb` entries. */
  readonly lists: string;
  readonly sources: readonly string[];
  /** The folder of its packages' changelogs, each by its path below /usr/share/doc. */
  readonly changelogs: string;
  /** Names what it was built from: recipe, release and state of the archive. */
  readonly key: string;
}

/** What the build tells while it works; it takes about 35 s. */
export type OsProgress = (event: { readonly type: 'building' | 'output'; readonly text: string }) => void;

/**
 * The tree of a Debian release from the host's own apt sources as they are now; from the cache if it was built from
 * the same state of the archive before.
 */
export async function buildOsTree(
  request: OsTreeRequest,
  effects: Effects,
  progress: OsProgress = () => undefined,
): Promise<OsTree> {
  const { suite, packages: more = [], cache = OS_CACHE, sourceDateEpoch = 1_735_689_600 } = request;
  if (!/^[a-z]+$/.test(suite)) throw new Error(`not the name of a Debian release: ${suite}`);
  const sources = await hostAptSources(suite, effects);
  const state = await archiveState(sources, effects);
  const key = createHash('sha256')
    .update(JSON.stringify([OS_RECIPE, 'with lists and changelogs', suite, sourceDateEpoch, state, ...more]))
    .digest('hex');
  const entry = `${cache}/${suite}-${key.slice(0, 12)}`;
  const complete = { suite, sources, sourceDateEpoch, more };
  const dir = await cachedFolder(entry, effects, async (partial) => {
    progress({ type: 'building', text: entry });
    await bootstrap(partial, complete, effects, progress);
  });
  const packages = JSON.parse(await readFile(`${dir}/packages.json`, 'utf8')) as InstalledPackage[];
  const beside = { lists: `${dir}/lists`, changelogs: `${dir}/changelogs` };
  return { dir: `${dir}/tree`, ...beside, sources, packages, sourceDateEpoch, key: basename(dir) };
}

interface Bootstrap {
  readonly suite: string;
  readonly sources: readonly string[];
  readonly sourceDateEpoch: number;
  readonly more: readonly string[];
}

/** By way of a tar, for only there does mmdebstrap hold every time to the epoch. */
async function bootstrap(folder: string, request: Bootstrap, effects: Effects, progress: OsProgress) {
  const { run } = effects;
  const tar = `${folder}/tree.tar`;
  await mkdir(`${folder}/changelogs`);
  await runChecked(run, {
    argv: debootstrapArgv(request, tar),
    env: { ...process.env, SOURCE_DATE_EPOCH: String(request.sourceDateEpoch), [CHANGELOGS]: `${folder}/changelogs` },
    onOutput: (text) => progress({ type: 'output', text }),
  });
  await mkdir(`${folder}/tree`);
  const keep = ['--numeric-owner', '--xattrs', '--xattrs-include=*'];
  await runChecked(run, { argv: ['tar', '--extract', ...keep, `--file=${tar}`], cwd: `${folder}/tree` });
  await rm(tar);
  await takeOutLists(folder, request.sourceDateEpoch);
  const packages = await installedPackages(`${folder}/tree`, effects);
  await writeFile(`${folder}/packages.json`, `${JSON.stringify(packages, null, 1)}\n`);
}

/** The lists are beside the tree, which is as it would be without them. */
async function takeOutLists(folder: string, epoch: number): Promise<void> {
  const inside = `${folder}/tree/var/lib/apt/lists`;
  await mkdir(`${folder}/lists`);
  for (const { name } of (await readdir(inside, { withFileTypes: true })).filter((entry) => isList(entry)))
    await rename(`${inside}/${name}`, `${folder}/lists/${name}`);
  await rm(`${inside}/auxfiles`, { recursive: true, force: true });
  await utimes(inside, epoch, epoch);
}

const isList = (entry: Dirent): boolean => entry.isFile() && entry.name !== 'lock';

async function installedPackages(tree: string, effects: Effects): Promise<InstalledPackage[]> {
  const argv = ['dpkg-query', `--admindir=${tree}/var/lib/dpkg`, ...LIST_PACKAGES] as const;
  return readPackages(await runChecked(effects.run, { argv }));
}
