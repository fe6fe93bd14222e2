import { readFileSync } from 'node:fs';
import { type Digest, hexDigest } from '../naming/digest.ts';
import type { ArchiveSource } from './archive-state.ts';
import type { Packages } from './packages.ts';
import { releaseIndexes } from './release-file.ts';

/** A file of an archive whose digest the state says, by way of its signed index. */
export interface ArchiveFile {
  readonly uri: string;
  readonly digest: Digest;
  /** What it is, for people: a package with its version, or the path of a list. */
  readonly what: string;
}

/** A list that is a part of the state itself, as a file of this host. */
export interface ListFile {
  readonly list: string;
}

/** Finds the files of an archive in one state by their URIs. */
export class ArchiveFiles {
  readonly #packages: Packages;
  readonly #state: Digest;
  readonly #sources: readonly ArchiveSource[];

  constructor(packages: Packages, state: Digest) {
    this.#packages = packages;
    this.#state = state;
    this.#sources = packages.states.state(state).sources;
  }

  /** Whether a URI is of a server of the state: nobody else is asked for a machine. */
  isServer(uri: string): boolean {
    return this.#sources.some((source) => new URL(source.uri).origin === originOf(uri));
  }

  /** The file of a URI; undefined if the state does not know it. */
  async find(uri: string): Promise<ArchiveFile | ListFile | undefined> {
    const plain = decodeURIComponent(uri);
    const sources = this.#sources.filter((source) => plain.startsWith(source.uri));
    for (const source of sources) {
      const path = plain.slice(source.uri.length);
      if (source.files.has(path)) return { list: this.#packages.states.listFile(this.#state, source, path) };
      const digest = this.#listDigest(source, path);
      if (digest !== undefined) return { uri, digest, what: path };
    }
    for (const offer of sources.length === 0 ? [] : await this.#packages.offers(this.#state)) {
      const found = plain.startsWith(offer.uri) ? offer.index.at(plain.slice(offer.uri.length)) : undefined;
      if (found) return { uri, digest: found.digest, what: `${found.name} ${found.version} (${found.architecture})` };
    }
    return undefined;
  }

  /** The digest of a list that the signed index of a source names, by its own path or by its digest. */
  #listDigest(source: ArchiveSource, path: string): Digest | undefined {
    const folder = source.release.slice(0, -'InRelease'.length);
    if (!path.startsWith(folder)) return undefined;
    const release = this.#packages.states.listFile(this.#state, source, source.release);
    const indexes = releaseIndexes(readFileSync(release, 'utf8'));
    const hex = /\/by-hash\/SHA256\/([0-9a-f]{64})$/.exec(path)?.[1];
    if (hex === undefined) return indexes.get(path.slice(folder.length));
    return [...indexes.values()].find((digest) => digest === hexDigest(hex));
  }
}

function originOf(uri: string): string | undefined {
  return URL.canParse(uri) ? new URL(uri).origin : undefined;
}
