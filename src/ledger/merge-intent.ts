import { digestOf } from '../naming/digest.ts';
import { canonicalJson } from './canonical.ts';
import { Heads } from './heads.ts';
import type { Redo } from './intent.ts';
import { classify, HEADS, INTENT, SIGNATURE, STAGED } from './paths.ts';
import type { Files } from './storage.ts';
import type { Tail } from './tail.ts';

/** The two files that stand for a merge until all of it is written. */
export interface MergeFiles {
  /** Of `.state/merge`: a line for HEADS, one for HEADS.sig if there is one, then one for each file's new end. */
  readonly staged: Buffer;
  /** Of `.state/intent`. */
  readonly intent: string;
}

/** Writes down a merge, so that any process can finish it. `before` is the checkpoint as it was. */
export function mergeFiles({ tails, heads, signature }: Redo, before: Heads): MergeFiles {
  const lines = [
    { file: HEADS, size: 0, text: heads.bytes.toString('utf8') },
    ...(signature === undefined ? [] : [{ file: SIGNATURE, size: 0, text: signature }]),
    ...tails.map(({ file, size, bytes }) => ({ file, size, text: bytes.toString('utf8') })),
  ];
  const staged = Buffer.concat(lines.map((line) => Buffer.from(`${canonicalJson(line)}\n`)));
  const intent = { heads: [before.digest, heads.digest], merge: digestOf(staged) };
  return { staged, intent: `${canonicalJson(intent)}\n` };
}

/** What is left to do of the merge that a writer died in. Only if it is of this ledger, and every byte of it is there. */
export function redoOfMerge(files: Files): Redo | undefined {
  const staged = files.get(STAGED);
  const intent = readMergeIntent(files.get(INTENT));
  if (staged === undefined || intent === undefined || digestOf(staged) !== intent.merge) return undefined;
  if (!intent.heads.includes(headsDigest(files.get(HEADS)))) return undefined;
  const [first, ...rest] = linesOf(staged).map(readStaged);
  const heads = Heads.read(first?.bytes);
  const signature = rest.find(({ file }) => file === SIGNATURE)?.bytes.toString('utf8');
  const tails = rest.filter(({ file }) => file !== SIGNATURE);
  if (typeof heads === 'string' || tails.some(({ file }) => classify(file).kind !== 'entries')) return undefined;
  return { tails, heads, signature };
}

function readMergeIntent(bytes: Buffer | undefined): { heads: readonly string[]; merge: string } | undefined {
  try {
    const { heads, merge } = JSON.parse(bytes?.toString('utf8') ?? '');
    return Array.isArray(heads) && typeof merge === 'string' ? { heads, merge } : undefined;
  } catch {
    return undefined;
  }
}

/** The lines of a file that may be too long for one string. */
function linesOf(bytes: Buffer): string[] {
  const lines: string[] = [];
  for (let start = 0, end = bytes.indexOf('\n'); end !== -1; start = end + 1, end = bytes.indexOf('\n', start))
    lines.push(bytes.toString('utf8', start, end));
  return lines;
}

function readStaged(line: string): Tail {
  const { file, size, text } = JSON.parse(line);
  return { file, size, bytes: Buffer.from(text) };
}

const headsDigest = (heads: Buffer | undefined): string => digestOf(heads ?? '');
