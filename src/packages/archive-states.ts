import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../host/effects.ts';
import { withExclusiveLock } from '../host/exclusive-lock.ts';
import { looksLike } from '../host/looks-like.ts';
import { type Digest, digestOf, hexDigest, hexOf } from '../naming/digest.ts';
import { fileDigest } from '../naming/file-digest.ts';
import { renameOnce } from '../snapshots/rename-once.ts';
import { makeTemp } from '../snapshots/temp-folders.ts';
import { type ArchiveSource, type ArchiveState, listName, parseState, sourceOf, stateText } from './archive-state.ts';
import { copyPlain } from './copy-plain.ts';
import type { PackageFiles } from './package-files.ts';
import { releaseField, releaseIndexes } from './release-file.ts';

/** Where apt keeps the lists of packages. */
const LISTS = 'var/lib/apt/lists';

/** Where apt keeps what it has made of its lists, and what of it does not depend on what is installed. */
const CACHE = 'var/cache/apt';
const DIGESTED = 'srcpkgcache.bin';

/** Each folder of the lists, from the top. */
const FOLDERS = ['', 'var', 'var/lib', 'var/lib/apt', LISTS];

/** What apt has fetched, and verified, for the sources of a tree. */
export interface FetchedLists {
  /** The folder with the files. */
  readonly lists: string;
  /** As lines of sources.list(5), without options. */
  readonly entries: readonly string[];
  /** The tree that they were fetched for. */
  readonly tree: string;
}

/**
 * States of package archives, each in a folder under its digest:
 *
 *     HEX/state     the state as text
 *     HEX/layer/    apt's lists as a layer for a machine: it then knows this state without asking anybody
 *     HEX/digested/ a layer with what apt has made of these lists, once a machine has; apt sees for itself whether it fits
 */
export class ArchiveStates {
  readonly #dir: string;
  readonly #temp: string;
  readonly #files: PackageFiles;
  readonly #effects: Effects;

  constructor(dir: string, temp: string, files: PackageFiles, effects: Effects) {
    this.#dir = dir;
    this.#temp = temp;
    this.#files = files;
    this.#effects = effects;
  }

  /** Keeps what apt has fetched; gives the state as text. What is here and whole already stays. */
  async keep(fetched: FetchedLists): Promise<string> {
    await using temp = makeTemp(this.#temp, this.#effects);
    const made = join(temp.path, 'state');
    const sources = await this.#makeLayer(join(made, 'layer'), fetched);
    const text = stateText(sources);
    await writeFile(join(made, 'state'), text, { flush: true });
    const digest = digestOf(text);
    // Of several who keep the same at once, that of the first stays.
    await withExclusiveLock(join(this.#dir, 'lock'), async () => {
      if ((await this.faults(digest)).length === 0) return;
      if (this.has(digest)) await rename(this.#folder(digest), join(temp.path, 'damaged'));
      renameOnce(made, this.#folder(digest));
    });
    return text;
  }

  has(digest: Digest): boolean {
    return existsSync(join(this.#folder(digest), 'state'));
  }

  /** A folder to lie over a machine's layers. */
  layer(digest: Digest): string {
    return join(this.#folder(digest), 'layer');
  }

  /** Folders to lie over a machine's layers, lowest first. */
  layers(digest: Digest): string[] {
    return [this.layer(digest), ...(this.isDigested(digest) ? [this.#digested(digest)] : [])];
  }

  /** Whether what apt makes of the lists is here too. */
  isDigested(digest: Digest): boolean {
    return existsSync(this.#digested(digest));
  }

  /** Keeps what the apt of a machine with these lists has made of them, if it has; `root` is the machine's tree. */
  async keepDigested(digest: Digest, root: string): Promise<void> {
    await using temp = makeTemp(this.#temp, this.#effects);
    const made = join(temp.path, 'digested');
    await mkdir(join(made, CACHE), { recursive: true });
    if (!(await copyPlain(join(root, CACHE, DIGESTED), join(made, CACHE, DIGESTED)))) return;
    for (const folder of [CACHE, 'var/cache', 'var', '']) await looksLike(join(made, folder), folder, [root]);
    renameOnce(made, this.#digested(digest));
  }

  state(digest: Digest): ArchiveState {
    return parseState(readFileSync(join(this.#folder(digest), 'state'), 'utf8'));
  }

  /** Where a file of a source is, in the layer. */
  listFile(digest: Digest, { uri }: Pick<ArchiveSource, 'uri'>, path: string): string {
    return join(this.layer(digest), LISTS, listName(`${uri}${path}`));
  }

  /** The names that the sources of a state give themselves. */
  labels(digest: Digest): string[] {
    const releases = this.state(digest).sources.map((source) => this.listFile(digest, source, source.release));
    return releases.flatMap((path) => releaseField(readFileSync(path, 'utf8'), 'Label') ?? []);
  }

  /** What is wrong with a state, by reading every byte of it. */
  async faults(digest: Digest): Promise<string[]> {
    if (!this.has(digest)) return ['is not here'];
    const state = this.state(digest);
    if (state.digest !== digest) return ['has another list of files than was stored'];
    const all = state.sources.flatMap((source) => [...source.files].map((file) => [source, ...file] as const));
    const faults = await Promise.all(
      all.map(async ([source, path, expected]) => {
        const found = await fileDigest(this.listFile(digest, source, path)).catch(() => undefined);
        const what = found === undefined ? 'lacks' : 'has other bytes than were stored in';
        return found === expected ? [] : [`${what} ${source.uri}${path}`];
      }),
    );
    return faults.flat();
  }

  list(): Digest[] {
    const names = readdirSync(this.#dir).sort();
    return names.filter((name) => /^[0-9a-f]{64}$/.test(name)).map(hexDigest);
  }

  async remove(digest: Digest): Promise<void> {
    await using temp = makeTemp(this.#temp, this.#effects);
    await rename(this.#folder(digest), join(temp.path, 'removed'));
  }

  #digested(digest: Digest): string {
    return join(this.#folder(digest), 'digested');
  }

  #folder(digest: Digest): string {
    return join(this.#dir, hexOf(digest));
  }

  async #makeLayer(layer: string, { lists, entries, tree }: FetchedLists): Promise<ArchiveSource[]> {
    for (const folder of FOLDERS) await mkdir(join(layer, folder), { recursive: true });
    const sources: ArchiveSource[] = [];
    for (const source of entries.map(sourceOf)) sources.push(await this.#keepSource(source, lists, join(layer, LISTS)));
    for (const folder of FOLDERS.toReversed()) await looksLike(join(layer, folder), folder, [tree]);
    return sources;
  }

  async #keepSource(source: Omit<ArchiveSource, 'files'>, lists: string, layer: string): Promise<ArchiveSource> {
    const files = new Map<string, Digest>();
    for (const path of await listedFiles(source, lists)) {
      const name = listName(`${source.uri}${path}`);
      await rm(join(layer, name), { force: true });
      files.set(path, await this.#files.keepAs(join(lists, name), join(layer, name)));
    }
    const release = join(layer, listName(`${source.uri}${source.release}`));
    await utimes(release, ...releaseTimes(await readFile(release, 'utf8')));
    return { ...source, files };
  }
}

/** The signed index of a source, and the Packages files that apt has of it, by path relative to its URI. */
async function listedFiles({ uri, release }: Omit<ArchiveSource, 'files'>, lists: string): Promise<string[]> {
  const text = await readFile(join(lists, listName(`${uri}${release}`)), 'utf8');
  const folder = release.slice(0, -'InRelease'.length);
  const paths = [...releaseIndexes(text).keys()].map((path) => path.replace(/\.(gz|xz|bz2|zst|lzma|lz4)$/, ''));
  const indexes = [...new Set(paths)].filter((path) => /(^|\/)Packages$/.test(path)).map((path) => `${folder}${path}`);
  return [release, ...indexes.filter((path) => existsSync(join(lists, listName(`${uri}${path}`)))).sort()];
}

/** apt asks whether an index is newer than its own file: both have the time that the index itself gives. */
function releaseTimes(text: string): [Date, Date] {
  const date = new Date(releaseField(text, 'Date') ?? 0);
  return [date, date];
}
