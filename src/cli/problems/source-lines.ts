import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Place } from '../../problem/problem.ts';

/** Gives the line at a place, or undefined when it cannot be shown: no file of that name, or it has changed since. */
export type SourceLines = (place: Place) => string | undefined;

/** Lines of files below a folder; each file is read once. */
export function sourceLines(root: string): SourceLines {
  const files = new Map<string, readonly string[]>();
  return ({ file, line }) => {
    const lines = files.get(file) ?? readLines(resolve(root, file));
    files.set(file, lines);
    return lines[line - 1];
  };
}

function readLines(path: string): readonly string[] {
  try {
    if (!statSync(path).isFile()) return [];
    return new TextDecoder().decode(readFileSync(path)).split(/\r?\n/);
  } catch {
    return [];
  }
}
