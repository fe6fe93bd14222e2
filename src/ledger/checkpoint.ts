import { type ChainEnd, FORMAT } from './entry.ts';
import { type MerkleTree, merkleTree, rootOf } from './merkle-tree.ts';
import { classify } from './paths.ts';

/** Where each file of the ledger ends, by path. */
export type Checkpoint = ReadonlyMap<string, ChainEnd>;

/** The text of HEADS: a line over all, then one for each file in order of path. `at` is when it was made (RFC 3339). */
export function checkpointText(checkpoint: Checkpoint, at?: string): string {
  const lines = [...checkpoint].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, end]) => endLine(file, end));
  const entries = [...checkpoint.values()].reduce((sum, end) => sum + end.count, 0);
  const top = topLine({ entries, files: lines.length, root: rootOf(merkleTree(leavesOf(lines, at))), at });
  return `${[top, ...lines].join('\n')}\n`;
}

/** What the first line of HEADS says. */
export interface CheckpointTop {
  readonly entries: number;
  readonly files: number;
  readonly root: string;
  readonly at: string | undefined;
}

/** The first line of HEADS, in canonical form, without its line feed. */
export function topLine({ entries, files, root, at }: CheckpointTop): string {
  return JSON.stringify({ at, entries, files, format: FORMAT, kind: 'checkpoint', root });
}

/** The line of HEADS for one file, in canonical form, without its line feed. */
export function endLine(file: string, { count, last, tags }: ChainEnd): string {
  return JSON.stringify({ count, file, last, tags });
}

/** What the first line of a whole HEADS says. */
export function readTop(bytes: Buffer): CheckpointTop {
  return JSON.parse(bytes.toString('utf8', 0, bytes.indexOf('\n')));
}

/** The leaves of the tree: when the checkpoint was made, if it says so, and the lines of the files. */
function leavesOf(lines: readonly string[], at: string | undefined): readonly string[] {
  return at === undefined ? lines : [timeLeaf(at), ...lines];
}

/** The leaf for when a checkpoint was made; it is the first. */
export function timeLeaf(at: string): string {
  return JSON.stringify({ at });
}

/** The tree over a whole HEADS, or over none. */
export function headsTree(bytes: Buffer): MerkleTree {
  if (bytes.length === 0) return merkleTree([]);
  const lines = bytes
    .toString('utf8', 0, bytes.length - 1)
    .split('\n')
    .slice(1);
  return merkleTree(leavesOf(lines, readTop(bytes).at));
}

/** A checkpoint read back, or the reason why it cannot be trusted. */
export type CheckpointReading =
  | { readonly state: 'whole'; readonly checkpoint: Checkpoint; readonly at?: string }
  | { readonly state: 'newer'; readonly format: number }
  | { readonly state: 'damaged' };

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Reads HEADS; anything but exactly the text that `checkpointText` gives is damaged. */
export function readCheckpoint(bytes: Uint8Array): CheckpointReading {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  try {
    const [first = '', ...lines] = text.slice(0, -1).split('\n');
    const top = JSON.parse(first);
    if (Number.isInteger(top.format) && top.format > FORMAT) return { state: 'newer', format: top.format };
    if (top.at !== undefined && !INSTANT.test(top.at)) return { state: 'damaged' };
    const checkpoint = new Map(lines.map(readEnd));
    const whole = checkpointText(checkpoint, top.at) === text;
    return whole
      ? { state: 'whole', checkpoint, ...(top.at === undefined ? {} : { at: top.at }) }
      : { state: 'damaged' };
  } catch {
    return { state: 'damaged' };
  }
}

const END = /^\{"count":([1-9]\d{0,8}),"file":"([^"\\]+)","last":"(sha256:[0-9a-f]{64})","tags":(0|[1-9]\d{0,8})\}$/;

/** One line of HEADS after the first, without its line feed; throws if it is none. */
export function readEnd(line: string): [string, ChainEnd] {
  const [, count, file = '', last = '', tags] = END.exec(line) ?? [];
  if (classify(file).kind !== 'entries') throw new Error('not a line of a checkpoint');
  return [file, { count: Number(count), tags: Number(tags), last }];
}
