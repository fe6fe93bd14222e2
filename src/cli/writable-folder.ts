import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** This user's own folder for what can be made again. */
export const ownCache = (): string => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'rolebake');

/** The first of these folders that this user may write to, made if it is not there; undefined if there is none. */
export const writableFolder = (...folders: readonly string[]): string | undefined => folders.find(isWritable);

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
