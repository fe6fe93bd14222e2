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

/** Where each line of a manifest starts, with the end of all, and the path in it. */
interface Lines {
  readonly starts: readonly number[];
  readonly paths: readonly string[];
}

function linesOf(manifest: string): Lines {
  const starts: number[] = [];
  const paths: string[] = [];
  for (let start = 0, end = manifest.indexOf('\n'); end >= 0; start = end + 1, end = manifest.indexOf('\n', start)) {
    if (manifest[start] === '#') continue;
    starts.push(start);
    paths.push(manifest.slice(start + HASH_LENGTH + GAP.length, end));
  }
  return { starts: [...starts, manifest.length], paths };
}

/**
 * The generated files in the order of their paths: the manifest's lines, and numbers beside them. There may be a hundred
 * thousand, of which a compile changes a few: so it is text and numbers, not an object for each.
 */
export class OutputTable {
  readonly manifest: string;
  readonly numbers: Float64Array;
  readonly #lines: Lines;

  /** `manifest` and `numbers` must be of the same files. */
  constructor(manifest: string, numbers: Float64Array, lines = linesOf(manifest)) {
    this.manifest = manifest;
    this.numbers = numbers;
    this.#lines = lines;
  }

  get size(): number {
    return this.#lines.paths.length;
  }

  path(index: number): string {
    return this.#lines.paths[index] ?? '';
  }

  hash(index: number): string {
    const start = this.#lines.starts[index] ?? 0;
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
    if (added.length === removed.size && added.every(({ path }) => removed.has(this.find(path))))
      return this.#rewritten(added);
    const text = [this.manifest.slice(0, this.#lines.starts[0])];
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

  /** The same paths, and so the same roles, some with other content. */
  #rewritten(rows: readonly OutputRow[]): OutputTable {
    const text: string[] = [];
    const numbers = this.numbers.slice();
    let from = 0;
    for (const row of rows.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
      const index = this.find(row.path);
      const start = this.#lines.starts[index] ?? 0;
      text.push(this.manifest.slice(from, start), row.hash);
      from = start + HASH_LENGTH;
      numbers.set(rowNumbers([row]), index * WIDTH);
    }
    text.push(this.manifest.slice(from));
    return new OutputTable(text.join(''), numbers, this.#lines);
  }

  #line = (index: number): string => this.manifest.slice(this.#lines.starts[index], this.#lines.starts[index + 1]);
}
