import { DatabaseSync } from 'node:sqlite';
import { Refusal } from '../problem/problem.ts';

const VERSION = 1;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    input TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed', 'undone')),
    undoing INTEGER NOT NULL DEFAULT 0,
    epoch INTEGER NOT NULL DEFAULT 1,
    pid INTEGER NOT NULL,
    start INTEGER NOT NULL,
    boot TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    error TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS step (
    job TEXT NOT NULL REFERENCES job (id),
    name TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'started' CHECK (state IN ('started', 'done', 'failed')),
    result TEXT,
    started TEXT NOT NULL,
    ended TEXT,
    attempts INTEGER NOT NULL DEFAULT 1,
    error TEXT,
    UNIQUE (job, name)
  ) STRICT;
  PRAGMA user_version = ${VERSION};
`;

/** Opens the journal's file and makes its tables: writes wait up to 10 s for each other, and each is fsynced. */
export function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { timeout: 10_000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > VERSION) throw refusal(path, `is of format ${version}, and this rolebake knows ${VERSION}`);
    if (version < VERSION) database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
    return database;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw isHostTrouble(error)
      ? closed(path, error as Error)
      : refusal(path, `cannot be opened: ${(error as Error).message}`);
  }
}

/** SQLITE_PERM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN: the file system's doing, no damage. */
const HOST_TROUBLE = [3, 8, 10, 13, 14];

function isHostTrouble(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && HOST_TROUBLE.includes(Number(error.errcode) & 0xff);
}

const SQLITE_FULL = 13;

function closed(path: string, error: Error): Refusal {
  const message = `the journal ${path} cannot be opened: ${error.message}`;
  return new Refusal({
    code: 'errcode' in error && error.errcode === SQLITE_FULL ? 'disk-full' : 'unusable-path',
    message,
    hint: 'its folder must be writable, on a disk that is not full',
  });
}

function refusal(path: string, why: string): Refusal {
  const hint = 'move the file and those beside it away; what its running jobs left is then yours to remove';
  return new Refusal({ code: 'journal-damaged', message: `the journal ${path} ${why}`, hint });
}
