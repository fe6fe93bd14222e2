import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { chmod, copyFile, link, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Effects } from '../host/effects.ts';
import { type Digest, hexDigest, hexOf } from '../naming/digest.ts';
import { fileDigest } from '../naming/file-digest.ts';
import { makeTemp } from '../snapshots/temp-folders.ts';
import { type Downloaded, download, type Wanted } from './download.ts';

/** A machine's apt reads lists as a user of its own. */
const READABLE = 0o644;

/** What is known of a file without reading it. */
export interface FileSummary {
  readonly bytes: number;
  /** When a bake last fetched it or found it here, in milliseconds since 1970. */
  readonly touched: number;
  /** Whether it is a part of an archive state. */
  readonly isLinked: boolean;
}

/**
 * Files from package archives (packages, lists of packages), each under its digest. Any number of processes fill it: a
 * file gets its name when it is whole. One that is not what its name says is as good as missing.
 */
export class PackageFiles {
  readonly #dir: string;
  readonly #temp: string;
  readonly #effects: Effects;
  readonly #fetching = new Map<Digest, Promise<Downloaded>>();

  constructor(dir: string, temp: string, effects: Effects) {
    this.#dir = dir;
    this.#temp = temp;
    this.#effects = effects;
  }

  path(digest: Digest): string {
    return join(this.#dir, hexOf(digest));
  }

  /** Whether a file is here, and what it should be: reads all of it. A damaged one is removed. */
  async has(digest: Digest): Promise<boolean> {
    const path = this.path(digest);
    const isWhole = (await this.fault(digest)) === undefined;
    if (isWhole) await this.#touch(path);
    else await rm(path, { force: true });
    return isWhole;
  }

  async #touch(path: string): Promise<void> {
    const now = this.#effects.now();
    await utimes(path, now, now);
  }

  /** Downloads a file unless it is being downloaded by this process anyway. Refuses as `download` does. */
  async fetch(wanted: Wanted & { readonly digest: Digest }): Promise<Downloaded> {
    const { digest } = wanted;
    const known = this.#fetching.get(digest);
    if (known) return await known;
    const fetching = this.#fetch(wanted).finally(() => this.#fetching.delete(digest));
    this.#fetching.set(digest, fetching);
    return await fetching;
  }

  async #fetch(wanted: Wanted & { readonly digest: Digest }): Promise<Downloaded> {
    await using temp = makeTemp(this.#temp, this.#effects);
    const file = join(temp.path, 'file');
    const downloaded = await download(wanted, file, this.#effects);
    if (downloaded === 'gone') return downloaded;
    await this.#touch(file);
    await rename(file, this.path(wanted.digest));
    return downloaded;
  }

  /** Keeps a file that somebody else made as one of these, and gives it another name too; both are one file. */
  async keepAs(file: string, name: string): Promise<Digest> {
    const digest = await fileDigest(file);
    if ((await this.fault(digest)) !== undefined) {
      await using temp = makeTemp(this.#temp, this.#effects);
      const copy = join(temp.path, 'file');
      await copyFile(file, copy);
      await chmod(copy, READABLE);
      await rename(copy, this.path(digest));
    }
    await link(this.path(digest), name);
    return digest;
  }

  /** What is wrong with a file, by reading every byte of it. */
  async fault(digest: Digest): Promise<string | undefined> {
    if (!existsSync(this.path(digest))) return 'is not here';
    return (await fileDigest(this.path(digest))) === digest ? undefined : 'has other bytes than were stored';
  }

  /** Undefined if it is not here. */
  summary(digest: Digest): FileSummary | undefined {
    const stat = statSync(this.path(digest), { throwIfNoEntry: false });
    return stat && { bytes: stat.size, touched: stat.mtimeMs, isLinked: stat.nlink > 1 };
  }

  list(): Digest[] {
    const names = readdirSync(this.#dir).sort();
    return names.filter((name) => /^[0-9a-f]{64}$/.test(name)).map(hexDigest);
  }

  remove(digest: Digest): void {
    rmSync(this.path(digest), { force: true });
  }
}
