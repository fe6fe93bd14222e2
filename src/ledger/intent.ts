import { digestOf } from '../naming/digest.ts';
import { canonicalJson } from './canonical.ts';
import { type ChainEnd, readLine } from './entry.ts';
import { Heads } from './heads.ts';
import { redoOfMerge } from './merge-intent.ts';
import { classify, HEADS, INTENT, SIGNATURE } from './paths.ts';
import type { Files } from './storage.ts';
import { type Tail, withTail } from './tail.ts';

/** A line on its way into a file, on disk before the file is touched, so that any process can finish it. */
export interface Intent {
  readonly file: string;
  /** The line, with its line feed. */
  readonly line: string;
  /** Size of the file before, in bytes. */
  readonly size: number;
  /** When HEADS is made anew (RFC 3339). */
  readonly at: string;
  /** Digests of HEADS before and after. */
  readonly heads: readonly [string, string];
  /** The bytes of HEADS.sig after; left out where the ledger is not signed. */
  readonly signature?: string;
}

/** The bytes of an intent's file. */
export function intentText(intent: Intent): string {
  return `${canonicalJson(intent)}\n`;
}

/** The intent of an append that is on disk, if it is one: a text that was not written to its end is none. */
export function readIntent(bytes: Uint8Array): Intent | undefined {
  try {
    const text = Buffer.from(bytes).toString('utf8');
    const { file, line, size, at, heads, signature } = JSON.parse(text);
    const fits = classify(file).kind === 'entries' && typeof line === 'string' && Number.isInteger(size);
    const intent: Intent = { file, line, size, at, heads, ...(signature === undefined ? {} : { signature }) };
    return fits && Array.isArray(heads) && intentText(intent) === text ? intent : undefined;
  } catch {
    return undefined;
  }
}

/** Where a file ends after one more line. */
export function endAfter(end: ChainEnd | undefined, line: string): ChainEnd {
  const isTag = readLine(Buffer.from(line.slice(0, -1))).state === 'tag';
  return { count: (end?.count ?? 0) + 1, tags: (end?.tags ?? 0) + (isTag ? 1 : 0), last: digestOf(line) };
}

/** What is left to write: the ends of files, and the checkpoint that then holds. */
export interface Redo {
  readonly tails: readonly Tail[];
  readonly heads: Heads;
  /** Of that checkpoint; undefined where the ledger is not signed. */
  readonly signature?: string | undefined;
}

/** What an append is to write, and the intent that stands for it. */
export function redoOfLine(heads: Heads, line: Pick<Intent, 'file' | 'line' | 'size' | 'at'>) {
  const after = heads.with(new Map([[line.file, endAfter(heads.end(line.file), line.line)]]), line.at);
  const intent: Intent = { ...line, heads: [heads.digest, after.digest] };
  const tail: Tail = { file: line.file, size: line.size, bytes: Buffer.from(line.line) };
  return { intent, redo: { tails: [tail], heads: after } };
}

/**
 * What is left to do of the append or merge that a writer died in; undefined when nothing is. Never a guess: an intent
 * that the file or the checkpoint does not fit is no intent, and verification then tells what it finds.
 */
export function redoOf(files: Files): Redo | undefined {
  return redoOfMerge(files) ?? redoOfAppend(files);
}

function redoOfAppend(files: Files): Redo | undefined {
  const intent = readIntent(files.get(INTENT) ?? Buffer.alloc(0));
  const heads = Heads.read(files.get(HEADS));
  if (intent === undefined || typeof heads === 'string') return undefined;
  const bytes = Buffer.from(intent.line);
  const started = files.get(intent.file)?.subarray(intent.size);
  if ((files.get(intent.file)?.length ?? 0) < intent.size) return undefined;
  if (started !== undefined && !bytes.subarray(0, started.length).equals(started)) return undefined;
  const { signature } = intent;
  const tails: Tail[] = [{ file: intent.file, size: intent.size, bytes }];
  if (heads.digest === intent.heads[1]) return { tails, heads, signature };
  const { redo } = redoOfLine(heads, intent);
  const fits = heads.digest === intent.heads[0] && redo.heads.digest === intent.heads[1];
  return fits ? { ...redo, signature } : undefined;
}

/** The files as they are once what a writer died in is done. Pure. */
export function afterRedo(files: Files): Files {
  const redo = redoOf(files);
  if (redo === undefined) return files;
  const done = new Map([...files, [HEADS, redo.heads.bytes]]);
  for (const tail of redo.tails) done.set(tail.file, withTail(files.get(tail.file), tail));
  done.delete(SIGNATURE);
  return redo.signature === undefined ? done : done.set(SIGNATURE, Buffer.from(redo.signature));
}
