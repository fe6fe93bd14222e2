import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../problem/problem.ts';
import { endStoppedHolder, lockBusy } from './lock-holder.ts';
import { SQLITE_BUSY } from './sqlite-code.ts';

const SHORTEST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 50;

export interface LockOptions {
  /** Default: it waits as long as it takes. */
  readonly patienceMs?: number;
  /** Called once if somebody else has the lock. */
  readonly onWait?: () => void;
  /** After so long the holder is ended if it is stopped: it would keep the lock for ever. Default 10 s. */
  readonly stoppedPatienceMs?: number;
}

/**
 * Runs an action while no other one runs under the same lock file, in this process or any other of the host. The lock
 * is SQLite's exclusive one, a lock of the kernel on the open file: it ends with its holder, however that dies, so none
 * is ever stale. Nothing else may open the file (closing it would drop the lock). Refuses with `lock-busy` when
 * `patienceMs` are over.
 */
export async function withExclusiveLock<T>(
  file: string,
  action: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const { patienceMs = Number.POSITIVE_INFINITY, onWait = () => undefined, stoppedPatienceMs = 10_000 } = options;
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    let pause = SHORTEST_PAUSE_MS;
    for (let waited = 0; !tryLock(database); waited += pause) {
      if (waited >= patienceMs) throw new Refusal(lockBusy(file, patienceMs / 1000));
      if (waited === 0) onWait();
      if (waited >= stoppedPatienceMs) endStoppedHolder(file);
      await sleep(pause);
      pause = Math.min(pause + 1, LONGEST_PAUSE_MS);
    }
    return await action();
  } finally {
    database.close();
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
