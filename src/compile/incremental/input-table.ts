import type { Stamp } from '../stamp.ts';
import type { Sections } from './sections.ts';
import { placeIn } from './sorted-paths.ts';

/** A file of the catalog as a compile saw it. */
export interface Input {
  readonly path: string;
  readonly hash: string;
  readonly stamp: Stamp;
  /** Paths of the other inputs that it mentions. */
  readonly mentions: readonly string[];
}

const HASH_LENGTH = 64;
const STAMP_WIDTH = 3;

interface Columns {
  /** One behind the other. */
  readonly hashes: string;
  readonly stamps: Float64Array;
  /** Where the mentions of each file start, and the end of all. */
  readonly starts: Int32Array;
  /** Places of the files that are mentioned. */
  readonly mentions: Int32Array;
}

/**
 * The files of a catalog in the order of their paths. There may be ten thousand, of which a compile reads a few: so it is
 * text and numbers, not an object for each.
 */
export class InputTable {
  static readonly EMPTY = new InputTable([], {
    hashes: '',
    stamps: new Float64Array(),
    starts: new Int32Array(1),
    mentions: new Int32Array(),
  });

  readonly paths: readonly string[];
  readonly #columns: Columns;
  #users: { readonly starts: Int32Array; readonly places: Int32Array } | undefined;

  constructor(paths: readonly string[], columns: Columns) {
    this.paths = paths;
    this.#columns = columns;
  }

  /** As sections of a file. */
  sections() {
    const { hashes, stamps, starts, mentions } = this.#columns;
    return {
      paths: Buffer.from(this.paths.join('\n')),
      hashes: Buffer.from(hashes, 'latin1'),
      stamps,
      starts,
      mentions,
    };
  }

  static from({ bytes, floats, integers }: Sections): InputTable {
    const hashes = bytes('hashes').toString('latin1');
    const columns = { hashes, stamps: floats('stamps'), starts: integers('starts'), mentions: integers('mentions') };
    return new InputTable(bytes('paths').toString().split('\n'), columns);
  }

  hash(index: number): string {
    return this.#columns.hashes.slice(index * HASH_LENGTH, (index + 1) * HASH_LENGTH);
  }

  hasStamp(index: number, { size, inode, changed }: Stamp): boolean {
    const { stamps } = this.#columns;
    const at = index * STAMP_WIDTH;
    return stamps[at] === size && stamps[at + 1] === inode && stamps[at + 2] === changed;
  }

  /** Whether these are its paths. */
  hasPaths(paths: readonly string[]): boolean {
    if (paths === this.paths) return true;
    return paths.length === this.paths.length && paths.every((path, index) => path === this.paths[index]);
  }

  /** The place of a path; -1 if it is not there. */
  find(path: string): number {
    return placeIn(this.paths, path);
  }

  /** The files that a file mentions. */
  mentionsOf(path: string): string[] {
    const index = this.find(path);
    const { starts, mentions } = this.#columns;
    return index < 0 ? [] : this.#named(mentions.subarray(starts[index], starts[index + 1]));
  }

  /** The files that mention a file. */
  usersOf(path: string): string[] {
    this.#users ??= turned(this.#columns, this.paths.length);
    const index = this.find(path);
    const { starts, places } = this.#users;
    return index < 0 ? [] : this.#named(places.subarray(starts[index], starts[index + 1]));
  }

  #named = (places: Int32Array): string[] => Array.from(places, (place) => this.paths[place] ?? '');

  /** The table of these paths, in their order: those that are in `fresh` as they are there, all others as they are here. */
  with(paths: readonly string[], fresh: ReadonlyMap<string, Input>): InputTable {
    const isSame = this.hasPaths(paths);
    if (isSame && fresh.size === 0) return this;
    if (isSame && [...fresh.values()].every((row) => this.#hasMentions(row))) return this.#patched(paths, fresh);
    const placeOf = (path: string) => placeIn(paths, path);
    const moved = isSame ? undefined : Int32Array.from(this.paths, placeOf);
    const columns = new Writer(paths.length);
    for (const [index, path] of paths.entries()) {
      const row = fresh.get(path);
      if (row) columns.add(row.hash, row.stamp, row.mentions.map(placeOf));
      else this.#copy(isSame ? index : this.find(path), columns, moved);
    }
    return new InputTable(paths, columns.end());
  }

  #hasMentions({ path, mentions }: Input): boolean {
    const known = this.mentionsOf(path);
    return known.length === mentions.length && mentions.every((other, index) => other === known[index]);
  }

  /** With other hashes and stamps. */
  #patched(paths: readonly string[], rows: ReadonlyMap<string, Input>): InputTable {
    const hashes = Buffer.from(this.#columns.hashes, 'latin1');
    const stamps = this.#columns.stamps.slice();
    for (const { path, hash, stamp } of rows.values()) {
      const index = this.find(path);
      hashes.write(hash, index * HASH_LENGTH, 'latin1');
      stamps.set([stamp.size, stamp.inode, stamp.changed], index * STAMP_WIDTH);
    }
    return new InputTable(paths, { ...this.#columns, hashes: hashes.toString('latin1'), stamps });
  }

  #copy(index: number, to: Writer, moved: Int32Array | undefined): void {
    const { stamps, starts, mentions } = this.#columns;
    const [size = -1, inode = -1, changed = -1] = stamps.subarray(index * STAMP_WIDTH);
    const own = mentions.subarray(starts[index], starts[index + 1]);
    to.add(this.hash(index), { size, inode, changed }, moved ? own.map((place) => moved[place] ?? -1) : own);
  }
}

/** Fills the columns of a table, file by file. */
class Writer {
  readonly #hashes: string[] = [];
  readonly #stamps: Float64Array;
  readonly #starts: Int32Array;
  readonly #mentions: number[] = [];

  constructor(size: number) {
    this.#stamps = new Float64Array(size * STAMP_WIDTH);
    this.#starts = new Int32Array(size + 1);
  }

  /** A mention of what is not there is -1, and left out. */
  add(hash: string, { size, inode, changed }: Stamp, mentions: Iterable<number>): void {
    this.#stamps.set([size, inode, changed], this.#hashes.length * STAMP_WIDTH);
    for (const place of mentions) if (place >= 0) this.#mentions.push(place);
    this.#hashes.push(hash);
    this.#starts[this.#hashes.length] = this.#mentions.length;
  }

  end(): Columns {
    const mentions = Int32Array.from(this.#mentions);
    return { hashes: this.#hashes.join(''), stamps: this.#stamps, starts: this.#starts, mentions };
  }
}

/** For each file, who mentions it. */
function turned({ starts, mentions }: Columns, size: number): { starts: Int32Array; places: Int32Array } {
  const ends = new Int32Array(size + 1);
  for (const place of mentions) ends[place + 1] = (ends[place + 1] ?? 0) + 1;
  for (let index = 0; index < size; index++) ends[index + 1] = (ends[index + 1] ?? 0) + (ends[index] ?? 0);
  const next = ends.slice();
  const places = new Int32Array(mentions.length);
  for (let index = 0; index < size; index++)
    for (let at = starts[index] ?? 0; at < (starts[index + 1] ?? 0); at++) {
      const place = mentions[at] ?? 0;
      const free = next[place] ?? 0;
      places[free] = index;
      next[place] = free + 1;
    }
  return { starts: ends, places };
}
