import { lstatSync } from 'node:fs';

/** What tells that a file is still the one that was read, as git's index has it. */
export interface FileStat {
  readonly size: number;
  readonly inode: number;
  /** Times in ms. */
  readonly modified: number;
  readonly changed: number;
  /** When this was asked. */
  readonly read: number;
}

/** The stat of a file; undefined if it is not there, or is no plain file. */
export function statOf(file: string): FileStat | undefined {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) return undefined;
  return { size: stat.size, inode: stat.ino, modified: stat.mtimeMs, changed: stat.ctimeMs, read: Date.now() };
}

/** Whether a file is the one that was read, as far as size, inode and times tell. */
export function isSameFile(a: FileStat, b: FileStat): boolean {
  return a.size === b.size && a.changed === b.changed && a.modified === b.modified && a.inode === b.inode;
}

/** A file that changed so shortly before it was read could have changed once more without its times telling. */
const TICK_MS = 20;

/** Whether the times of a file that was read so can be relied on. */
export function isSettled({ changed, read }: FileStat): boolean {
  return read - changed > TICK_MS;
}
