import { readFileSync, statSync } from 'node:fs';
import { type BytePath, onDisk } from './byte-path.ts';

/** Where the contents of two files part, and what stands there. */
export interface Parting {
  /** `line 3`, or `byte 17` where they are no text. */
  readonly at: string;
  readonly was?: string;
  readonly is?: string;
}

/** Larger files are told as different, no more. */
const LARGEST = 8 << 20;
const LONGEST_LINE = 120;

/** Where two files that differ part; undefined for large ones. */
export function firstDifference(one: BytePath, other: BytePath): Parting | undefined {
  const paths = [onDisk(one), onDisk(other)] as const;
  if (paths.some((path) => statSync(path).size > LARGEST)) return undefined;
  const [before, after] = [readFileSync(paths[0]), readFileSync(paths[1])];
  const [was, is] = [textOf(before), textOf(after)];
  if (was === undefined || is === undefined) return { at: `byte ${firstByte(before, after)}` };
  const [left, right] = [was.split('\n'), is.split('\n')];
  const line = left.findIndex((text, index) => text !== right[index]);
  const index = line < 0 ? left.length : line;
  return { at: `line ${index + 1}`, was: lineAt(left, index), is: lineAt(right, index) };
}

const lineAt = (lines: readonly string[], index: number): string => (lines[index] ?? '').slice(0, LONGEST_LINE);

function textOf(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function firstByte(one: Buffer, other: Buffer): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) if (one[index] !== other[index]) return index;
  return length;
}
