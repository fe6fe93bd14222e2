import { join } from 'node:path';
import { readIfThere } from '../host/made-once.ts';
import { LOCK_FILE, type Lock, readLock } from '../pins/lock.ts';

/** What is in rolebake.lock; nothing if there is none. Refuses with `wrong-value`. */
export const lockIn = (root: string): Lock => readLock(readIfThere(join(root, LOCK_FILE))?.toString('utf8') ?? '{}');
