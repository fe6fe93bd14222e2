import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../problem/problem.ts';

const SQLITE_BUSY = 5;
const PAUSE_MS = 5;

/**
 * Holds a lock file while `work` runs: one holder at a time among all processes of this machine. The lock is SQLite's
 * exclusive one, a lock of the kernel on the open file: it ends with its holder, however that dies, so none is ever
 * stale. Nothing else may open the file (closing it would drop the lock). Refusal `ledger-busy` after `patience` ms.
 */
export async function withLock<T>(file: string, work: () => Promise<T>, patience = 60_000): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    for (let waited = 0; !tryLock(database); waited += PAUSE_MS) {
      if (waited >= patience) throw busy(file, patience);
      await sleep(PAUSE_MS);
    }
    return await work();
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

function busy(file: string, patience: number): Refusal {
  return new Refusal({
    code: 'ledger-busy',
    message: `another process has held ${file} for ${patience / 1000} s`,
    hint: `see who: fuser ${file}`,
  });
}
