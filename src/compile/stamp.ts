import { statSync } from 'node:fs';

/** What the file system tells of a file without reading it: if it stays the same, so does the content. */
export interface Stamp {
  readonly size: number;
  readonly inode: number;
  /** Milliseconds since 1970 at which the file was last changed in any way; nobody can set it back. */
  readonly changed: number;
}

/** Of a file that has to be read again. */
export const UNKNOWN: Stamp = { size: -1, inode: -1, changed: -1 };

/** The stamp of a file or of what a link leads to; undefined if there is nothing that can be looked at. */
export function stampAt(path: string): Stamp | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && { size: found.size, inode: found.ino, changed: found.ctimeMs };
  } catch {
    return undefined;
  }
}

export const isSameStamp = (a: Stamp, b: Stamp): boolean =>
  a.size === b.size && a.inode === b.inode && a.changed === b.changed;

/** File systems count time in steps: of at most 10 ms, or whole seconds if they have no finer ones. */
const STEP_MS = 50;
const COARSE_STEP_MS = 2000;

/** Whether every change after this time gives the file another stamp: not so in the same step of the clock. */
export const isSettled = ({ changed }: Stamp, time: number): boolean =>
  changed + (changed % 1000 === 0 ? COARSE_STEP_MS : STEP_MS) < time;
