import { closeSync, fsyncSync, openSync } from 'node:fs';

/** What was renamed into a folder is there for good when this returns. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
