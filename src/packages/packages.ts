import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Effects } from '../host/effects.ts';
import { type Digest, hexOf } from '../naming/digest.ts';
import { removeAbandoned } from '../snapshots/temp-folders.ts';
import { ArchiveStates } from './archive-states.ts';
import { PackageFiles } from './package-files.ts';
import { type OfferedPackage, PackageIndex } from './package-index.ts';

/**
 * What this host keeps of package archives:
 *
 *     sha256/HEX      a package or a list, under its digest
 *     archives/HEX/   a state of the archive, see ArchiveStates
 *     index/HEX       made from the list HEX, for a quick look
 *     tmp/            unfinished work; what dead processes left goes at the next opening
 */
export class Packages {
  readonly files: PackageFiles;
  readonly states: ArchiveStates;
  readonly temp: string;
  readonly #dir: string;
  readonly #opened = new Map<Digest, Promise<PackageIndex>>();

  constructor(dir: string, effects: Effects) {
    this.#dir = dir;
    this.temp = join(dir, 'tmp');
    this.files = new PackageFiles(join(dir, 'sha256'), this.temp, effects);
    this.states = new ArchiveStates(join(dir, 'archives'), this.temp, this.files, effects);
  }

  get #indexes(): string {
    return join(this.#dir, 'index');
  }

  /** What each source of a state has to offer. */
  async offers(state: Digest): Promise<Offer[]> {
    const offers: Offer[] = [];
    for (const source of this.states.state(state).sources)
      for (const [path, digest] of source.files)
        if (path !== source.release) {
          const list = this.states.listFile(state, source, path);
          offers.push({ uri: source.uri, index: await this.#index(digest, list) });
        }
    return offers;
  }

  /** Removes a file, and what was made from it. */
  remove(digest: Digest): void {
    this.files.remove(digest);
    rmSync(join(this.#indexes, hexOf(digest)), { force: true });
  }

  #index(digest: Digest, list: string): Promise<PackageIndex> {
    const opened = this.#opened.get(digest) ?? PackageIndex.of(list, join(this.#indexes, hexOf(digest)));
    this.#opened.set(digest, opened);
    return opened;
  }
}

/** One list of packages, and the URI that its paths are relative to. */
export interface Offer {
  readonly uri: string;
  readonly index: PackageIndex;
}

/** All packages of this name in a state. */
export const offered = (offers: readonly Offer[], name: string): OfferedPackage[] =>
  offers.flatMap(({ index }) => index.named(name));

/** Opens the store in this folder, made when it is missing, and removes what dead processes left unfinished. */
export async function openPackages(dir: string, effects: Effects): Promise<Packages> {
  for (const folder of ['sha256', 'archives', 'index', 'tmp'])
    mkdirSync(join(dir, folder), { recursive: true, mode: 0o700 });
  const packages = new Packages(dir, effects);
  await removeAbandoned(packages.temp, effects);
  return packages;
}
