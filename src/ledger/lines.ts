import { digestOf } from '../naming/digest.ts';
import { type Reading, readLine } from './entry.ts';

/** One line of a component's file. */
export interface Line {
  /** Place in the file, from 1. */
  readonly place: number;
  /** Digest of its bytes with the line feed. */
  readonly digest: string;
  readonly reading: Reading;
}

/** A file in whole lines, and what follows the last line feed (empty in a whole file). */
export interface Lines {
  readonly lines: readonly Line[];
  readonly tail: Uint8Array;
}

const LINE_FEED = 0x0a;

/** Splits a file's bytes; only what ends in a line feed is a line. */
export function splitLines(bytes: Buffer): Lines {
  const lines: Line[] = [];
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
    lines.push({
      place: lines.length + 1,
      digest: digestOf(bytes.subarray(start, end + 1)),
      reading: readLine(bytes.subarray(start, end)),
    });
    start = end + 1;
  }
  return { lines, tail: bytes.subarray(start) };
}

/** The links of a line to its neighbours, if it can be read. */
export function linksOf(line: Line): { readonly sequence: number; readonly previous: string } | undefined {
  return 'entry' in line.reading ? line.reading.entry : undefined;
}
