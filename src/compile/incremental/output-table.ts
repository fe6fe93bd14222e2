import { manifestLine } from '../manifest.ts';
import type { Stamp } from '../stamp.ts';

const HASH_LENGTH = 64;
const GAP = '  ';
/** Numbers of a file: the three of its stamp, and the place in the list of the role that it belongs to, or -1. */
const WIDTH = 4;

interface RowNumbers {
  readonly stamp: Stamp;
  /** The place in the list of the role that it belongs to; -1: to none. */
  readonly role: number;
}

/** A file as it stands in the table. */
export interface OutputRow extends RowNumbers {
  readonly path: string;
  readonly hash: string;
}

/** The numbers of files in the order of their paths. */
export function rowNumbers(rows: readonly RowNumbers[]): Float64Array {
  const numbers = new Float64Array(rows.length * WIDTH);
  let at = 0;
  for (const { stamp, role } of rows) {
    numbers[at++] = stamp.size;
    numbers[at++] = stamp.inode;
    numbers[at++] = stamp.changed;
    numbers[at++] = role;
  }
  return numbers;
}

/**
 * The generated files in the order of their paths: the manifest's lines, and numbers beside them. There may be a hundred
 * thousand, of which a compile changes a few: so it is text and numbers, not an object for each.
 */
export class OutputTable {
  readonly manifest: string;
  readonly numbers: Float64Array;
  readonly #starts: number[] = [];
  readonly #paths: string[] = [];

  /** `manifest` and `numbers` must be of the same files. */
  constructor(manifest: string, numbers: Float64Array) {
    this.manifest = manifest;
    this.numbers = numbers;
    for (let start = 0; start < manifest.length; ) {
      const end = manifest.indexOf('\n', start);
      if (end < 0) break;
      if (manifest[start] !== '#') {
        this.#starts.push(start);
        this.#paths.push(manifest.slice(start + HASH_LENGTH + GAP.length, end));
      }
      start = end + 1;
    }
    this.#starts.push(manifest.length);
  }

  get size(): number {
    return this.#paths.length;
  }

  path(index: number): string {
    return this.#paths[index] ?? '';
  }

  hash(index: number): string {
    const start = this.#starts[index] ?? 0;
    return this.manifest.slice(start, start + HASH_LENGTH);
  }

  stamp(index: number): Stamp {
    const at = index * WIDTH;
    const [size = -1, inode = -1, changed = -1] = [this.numbers[at], this.numbers[at + 1], this.numbers[at + 2]];
    return { size, inode, changed };
  }

  setStamp(index: number, stamp: Stamp): void {
    this.numbers.set([stamp.size, stamp.inode, stamp.changed], index * WIDTH);
  }

  role(index: number): number {
    return this.numbers[index * WIDTH + 3] ?? -1;
  }

  /** The place of a path; -1 if it is not there. */
  find(path: string): number {
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.path(middle) < path) low = middle + 1;
      else high = middle;
    }
    return this.path(low) === path && low < this.size ? low : -1;
  }

  /** The table without the files at some places, and with others; `roleAt` says where each role stands now. */
  changed(removed: ReadonlySet<number>, added: readonly OutputRow[], roleAt: readonly number[]): OutputTable {
    const text = [this.manifest.slice(0, this.#starts[0])];
    const all: RowNumbers[] = [];
    const put = (line: string, row: RowNumbers) => {
      text.push(line);
      all.push(row);
    };
    const rows = added.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    let next = 0;
    for (let index = 0; index <= this.size; index++) {
      for (let row = rows[next]; row && (index === this.size || row.path < this.path(index)); row = rows[++next])
        put(manifestLine(row.path, row.hash), row);
      if (index === this.size || removed.has(index)) continue;
      put(this.#line(index), { stamp: this.stamp(index), role: roleAt[this.role(index)] ?? -1 });
    }
    return new OutputTable(text.join(''), rowNumbers(all));
  }

  #line = (index: number): string => this.manifest.slice(this.#starts[index], this.#starts[index + 1]);
}
