import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Effects } from './effects.ts';

/**
 * A file for this user alone that is made when it is first asked for, and never changed: of two processes that make one at
 * once, the second takes the first's.
 */
export function madeOnce(
  folder: string,
  name: string,
  contents: () => string | Buffer,
  { randomBytes }: Pick<Effects, 'randomBytes'>,
): Buffer {
  const file = `${folder}/${name}`;
  const known = readIfThere(file);
  if (known) return known;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(beside, contents(), { mode: 0o600, flush: true });
  linkUnlessThere(beside, file);
  rmSync(beside);
  return readFileSync(file);
}

/** What is in a file; undefined if there is none. */
export function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function linkUnlessThere(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
