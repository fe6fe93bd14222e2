import { isSameStamp, isSettled, type Stamp, UNKNOWN } from '../stamp.ts';

const WIDTH = 3;

/**
 * The stamps of generated files, in the order of a table: of the files as they were when these were kept, which some may
 * not be any more.
 */
export class OutputStamps {
  readonly numbers: Float64Array;
  /** When: milliseconds since 1970. */
  readonly kept: number;

  constructor(numbers: Float64Array, kept: number) {
    this.numbers = numbers;
    this.kept = kept;
  }

  static of(stamps: readonly (Stamp | undefined)[], kept: number): OutputStamps {
    const made = new OutputStamps(new Float64Array(stamps.length * WIDTH), kept);
    for (const [index, stamp] of stamps.entries()) made.set(index, stamp);
    return made;
  }

  /** Whether a file with this stamp is as it was. */
  shows(index: number, stamp: Stamp): boolean {
    return isSettled(stamp, this.kept) && isSameStamp(stamp, this.#at(index));
  }

  set(index: number, { size, inode, changed }: Stamp = UNKNOWN): void {
    this.numbers.set([size, inode, changed], index * WIDTH);
  }

  #at(index: number): Stamp {
    const [size = -1, inode = -1, changed = -1] = this.numbers.subarray(index * WIDTH, (index + 1) * WIDTH);
    return { size, inode, changed };
  }

  /** Those of another table; `from` says where each file stood here, or -1. */
  moved(from: Int32Array): OutputStamps {
    const stamps = Array.from(from, (index) => (index < 0 ? undefined : this.#at(index)));
    return OutputStamps.of(stamps, this.kept);
  }
}
