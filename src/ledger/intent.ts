import { digestOf } from '../naming/digest.ts';
import { canonicalJson } from './canonical.ts';
import { checkpointText, readCheckpoint } from './checkpoint.ts';
import { type ChainEnd, readLine } from './entry.ts';
import { redoOfMerge } from './merge-intent.ts';
import { classify, HEADS, INTENT } from './paths.ts';
import type { Files } from './storage.ts';
import { type Tail, withTail } from './tail.ts';

/** A line on its way into a file, on disk before the file is touched, so that any process can finish it. */
export interface Intent {
  readonly file: string;
  /** The line, with its line feed. */
  readonly line: string;
  /** Size of the file before, in bytes. */
  readonly size: number;
}

/** The bytes of an intent's file. */
export function intentText(intent: Intent): string {
  return `${canonicalJson(intent)}\n`;
}

/** The intent of an append that is on disk, if it is one. */
export function readIntent(bytes: Uint8Array): Intent | undefined {
  try {
    const { file, line, size } = JSON.parse(Buffer.from(bytes).toString('utf8'));
    const fits = classify(file).kind === 'entries' && typeof line === 'string' && Number.isInteger(size);
    return fits ? { file, line, size } : undefined;
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
  /** The text of HEADS. */
  readonly heads: string;
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
  const heads = files.get(HEADS);
  const reading = heads === undefined ? { state: 'whole' as const, checkpoint: new Map() } : readCheckpoint(heads);
  if (intent === undefined || reading.state !== 'whole') return undefined;
  const end = reading.checkpoint.get(intent.file);
  const file = files.get(intent.file) ?? Buffer.alloc(0);
  const started = file.subarray(intent.size);
  const fits = file.length >= intent.size && Buffer.from(intent.line).subarray(0, started.length).equals(started);
  const links = readLine(Buffer.from(intent.line.slice(0, -1)));
  const follows = 'entry' in links && links.entry.sequence === (end?.count ?? 0) + 1;
  if (!fits || !follows) return undefined;
  const after = new Map([...reading.checkpoint, [intent.file, endAfter(end, intent.line)]]);
  const tail = { file: intent.file, size: intent.size, bytes: Buffer.from(intent.line) };
  return { tails: [tail], heads: checkpointText(after) };
}

/** The files as they are once what a writer died in is done. Pure. */
export function afterRedo(files: Files): Files {
  const redo = redoOf(files);
  if (redo === undefined) return files;
  const written = redo.tails.map((tail) => [tail.file, withTail(files.get(tail.file), tail)] as const);
  return new Map([...files, ...written, [HEADS, Buffer.from(redo.heads)]]);
}
