import { digestOf } from '../naming/digest.ts';
import {
  type Checkpoint,
  checkpointText,
  endLine,
  headsTree,
  readCheckpoint,
  readEnd,
  readTop,
  timeLeaf,
  topLine,
} from './checkpoint.ts';
import type { ChainEnd } from './entry.ts';
import { type MerkleTree, rootOf, withLeaf } from './merkle-tree.ts';

/** The bytes of a whole HEADS with their digest and tree, so that one line can be changed without reading the others. */
export class Heads {
  readonly bytes: Buffer;
  readonly digest: string;
  #tree: MerkleTree | undefined;

  private constructor(bytes: Buffer, tree?: MerkleTree) {
    this.bytes = bytes;
    this.digest = digestOf(bytes);
    this.#tree = tree;
  }

  /** Bytes that have been read before, with their tree; who says so has compared their digest. */
  static known(bytes: Buffer, tree: MerkleTree): Heads {
    return new Heads(bytes, tree);
  }

  /** Bytes that nobody vouches for: undefined if they are not exactly what rolebake writes, or of a newer format. */
  static read(bytes: Buffer | undefined): Heads | 'newer' | 'damaged' {
    if (bytes === undefined) return new Heads(Buffer.alloc(0));
    const reading = readCheckpoint(bytes);
    return reading.state === 'whole' ? new Heads(bytes) : reading.state;
  }

  static of(checkpoint: Checkpoint, at: string): Heads {
    return new Heads(Buffer.from(checkpointText(checkpoint, at)));
  }

  /** Of a ledger that has no HEADS yet. */
  get isNone(): boolean {
    return this.bytes.length === 0;
  }

  get tree(): MerkleTree {
    this.#tree ??= headsTree(this.bytes);
    return this.#tree;
  }

  /** Where every file ends. */
  get checkpoint(): Checkpoint {
    const reading = this.isNone ? undefined : readCheckpoint(this.bytes);
    return reading?.state === 'whole' ? reading.checkpoint : new Map();
  }

  /** When it was made, where it says so. */
  get at(): string | undefined {
    return this.isNone ? undefined : readTop(this.bytes).at;
  }

  /** Where one file ends. */
  end(file: string): ChainEnd | undefined {
    const [start, end] = this.#lineOf(file) ?? [];
    return start === undefined ? undefined : readEnd(this.bytes.toString('utf8', start, end))[1];
  }

  /** The HEADS after some files have got other ends. */
  with(ends: ReadonlyMap<string, ChainEnd>, at: string): Heads {
    let next: Heads = this;
    for (const [file, end] of ends) {
      const place = next.#lineOf(file);
      if (place === undefined || next.at === undefined) return Heads.of(new Map([...this.checkpoint, ...ends]), at);
      next = next.#replace(file, end, at);
    }
    return next;
  }

  #replace(file: string, end: ChainEnd, at: string): Heads {
    const [start, stop] = this.#lineOf(file) ?? [0, 0];
    const before = readEnd(this.bytes.toString('utf8', start, stop))[1];
    const line = endLine(file, end);
    const tree = withLeaf(withLeaf(this.tree, linesBefore(this.bytes, start), line), 0, timeLeaf(at));
    const top = readTop(this.bytes);
    const entries = top.entries + end.count - before.count;
    const first = topLine({ ...top, entries, root: rootOf(tree), at });
    const [from, to] = [this.bytes.indexOf(LINE_FEED), stop];
    const parts = [Buffer.from(first), this.bytes.subarray(from, start), Buffer.from(line), this.bytes.subarray(to)];
    return new Heads(Buffer.concat(parts), tree);
  }

  /** Where the line of a file starts and ends, without its line feed. */
  #lineOf(file: string): [number, number] | undefined {
    const found = this.bytes.indexOf(`,"file":"${file}",`);
    if (found === -1) return undefined;
    return [this.bytes.lastIndexOf(LINE_FEED, found) + 1, this.bytes.indexOf(LINE_FEED, found)];
  }
}

const LINE_FEED = 0x0a;

function linesBefore(bytes: Buffer, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1 && at < end; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}
