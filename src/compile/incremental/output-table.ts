import type { Piece } from '../folder-writer.ts';
import { manifestLine } from '../manifest.ts';

const HASH_LENGTH = 64;
const GAP = 2;
const NEW_LINE = 10;
const COMMENT = '#'.charCodeAt(0);

/** A file as it is put into a table. */
export interface OutputRow {
  readonly path: string;
  readonly hash: string;
  /** The place in the list of the role that it belongs to; -1: to none. */
  readonly role: number;
}

/** Numbers beside the lines of a manifest. */
export interface OutputColumns {
  /** Where each line starts, and the end of all. */
  readonly starts: Int32Array;
  /** The place in the list of the role that each file belongs to; -1: to none. */
  readonly roles: Int32Array;
}

/** A manifest, of which often only a few lines are asked for. */
export interface ManifestBytes {
  slice(start: number, end: number): Buffer;
  whole(): Buffer;
  /** Has what is in memory follow the file, in which this has been or will be written. */
  follow(piece: Piece): void;
}

const bytesOf = (manifest: Buffer): ManifestBytes => ({
  slice: (start, end) => manifest.subarray(start, end),
  whole: () => manifest,
  follow: ({ offset, text }) => void manifest.write(text, offset, 'latin1'),
});

/**
 * The generated files in the order of their paths: the manifest, and numbers beside its lines. There may be a hundred
 * thousand, of which a compile changes a few: so it is bytes and numbers, not an object for each.
 */
export class OutputTable {
  readonly columns: OutputColumns;
  readonly #manifest: ManifestBytes;

  /** Both must be of the same files. */
  constructor(manifest: ManifestBytes, columns: OutputColumns) {
    this.#manifest = manifest;
    this.columns = columns;
  }

  /** The table of a manifest that is whole. */
  static of(manifest: string, roleOf: (path: string) => number): OutputTable {
    const bytes = bytesOf(Buffer.from(manifest));
    const starts = lineStarts(bytes.whole());
    const { columns, path } = new OutputTable(bytes, { starts, roles: new Int32Array(starts.length - 1) });
    return new OutputTable(bytes, { starts, roles: columns.roles.map((_, index) => roleOf(path(index))) });
  }

  /** Reads the manifest at once, for who asks for many of its lines. */
  load(): void {
    this.#manifest.whole();
  }

  get manifest(): Buffer {
    return this.#manifest.whole();
  }

  get size(): number {
    return this.columns.roles.length;
  }

  path = (index: number): string => this.#line(index).toString('utf8', HASH_LENGTH + GAP);

  hash = (index: number): string => this.#line(index).toString('latin1', 0, HASH_LENGTH);

  /** Without its end. */
  #line = (index: number): Buffer => this.#manifest.slice(this.#start(index), this.#start(index + 1) - 1);

  role(index: number): number {
    return this.columns.roles[index] ?? -1;
  }

  #start = (index: number): number => this.columns.starts[index] ?? 0;

  /** The place of a path; -1 if it is not there. */
  find(path: string): number {
    const index = this.#placeFor(path);
    return index < this.size && this.path(index) === path ? index : -1;
  }

  /** The first place whose path is not before this one. */
  #placeFor(path: string): number {
    this.load();
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.path(middle) < path) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Gives files of the table other hashes, and the pieces of the manifest that have to be written for it. */
  setHashes(rows: readonly { readonly index: number; readonly hash: string }[]): Piece[] {
    const changed = rows.filter(({ index, hash }) => this.hash(index) !== hash);
    const pieces = changed.map(({ index, hash }) => ({ offset: this.#start(index), text: hash }));
    for (const piece of pieces) this.#manifest.follow(piece);
    return pieces;
  }

  /**
   * The table without the files at some places, and with others; `roleAt` says where each role stands now. `from` gives
   * for each file where it stood before, or -1.
   */
  changed(
    removed: ReadonlySet<number>,
    added: readonly OutputRow[],
    roleAt: readonly number[],
  ): { readonly table: OutputTable; readonly from: Int32Array } {
    const old = this.manifest;
    const bytes: Uint8Array[] = [old.subarray(0, this.#start(0))];
    const roles: number[] = [];
    const from: number[] = [];
    let next = 0;
    const keepUpTo = (end: number) => {
      for (let index = next; index < end; index++) {
        roles.push(roleAt[this.role(index)] ?? -1);
        from.push(index);
      }
      if (end > next) bytes.push(old.subarray(this.#start(next), this.#start(end)));
      next = Math.max(next, end);
    };
    const edits = [
      ...[...removed].map((at) => ({ at, row: undefined })),
      ...added.map((row) => ({ at: this.#placeFor(row.path), row })),
    ];
    // A new line goes before the old one that it takes the place of.
    for (const { at, row } of edits.sort((a, b) => a.at - b.at || order(a.row, b.row))) {
      keepUpTo(at);
      if (!row) next = at + 1;
      else {
        bytes.push(Buffer.from(manifestLine(row.path, row.hash)));
        roles.push(row.role);
        from.push(-1);
      }
    }
    keepUpTo(this.size);
    const manifest = Buffer.concat(bytes);
    const columns = { starts: lineStarts(manifest), roles: Int32Array.from(roles) };
    return { table: new OutputTable(bytesOf(manifest), columns), from: Int32Array.from(from) };
  }
}

function order(a: OutputRow | undefined, b: OutputRow | undefined): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return a.path < b.path ? -1 : 1;
}

/** Where each line starts that is no comment, and the end of all; comments are at the top. */
function lineStarts(manifest: Buffer): Int32Array {
  const starts: number[] = [];
  for (let start = 0; start < manifest.length; start = manifest.indexOf(NEW_LINE, start) + 1)
    if (manifest[start] !== COMMENT) starts.push(start);
  return Int32Array.from([...starts, manifest.length]);
}
