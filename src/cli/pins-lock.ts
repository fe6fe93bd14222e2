import { statSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from '../host/made-once.ts';
import { LOCK_FILE, type Lock, noLock, readLock } from '../pins/lock.ts';

/** What is in rolebake.lock; nothing if there is none. Refuses with `wrong-value`. */
export function lockIn(root: string): Lock {
  const file = join(root, LOCK_FILE);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw noLock('it is a folder');
  return readLock(readIfThere(file)?.toString('utf8') ?? '{}');
}
