import { renameSync } from 'node:fs';

/** Renames a folder, unless another process was faster with the same content: its folder stays, and this says false. */
export function renameOnce(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return false;
  }
}
