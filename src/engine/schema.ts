import { DatabaseSync } from 'node:sqlite';
import { endStoppedHolder, lockBusy } from '../host/lock-holder.ts';
import { SQLITE_BUSY, sqliteCode } from '../host/sqlite-code.ts';
import { Refusal } from '../problem/problem.ts';

const FIRST = `
  CREATE TABLE job (
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
  CREATE TABLE step (
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
`;

/** A job that was begun without leases keeps its owner for as long as that lives. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Leases, subjects, cancellation, results of jobs, and why each try of a step failed. */
const LEASES = `
  CREATE TABLE new_job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT,
    input TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed', 'cancelled', 'undone')),
    undoing INTEGER NOT NULL DEFAULT 0,
    cancel INTEGER NOT NULL DEFAULT 0,
    epoch INTEGER NOT NULL DEFAULT 1,
    pid INTEGER NOT NULL,
    start INTEGER NOT NULL,
    boot TEXT NOT NULL,
    lease INTEGER NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    result TEXT,
    error TEXT,
    problems TEXT
  ) STRICT;
  INSERT INTO new_job (id, kind, input, state, undoing, epoch, pid, start, boot, lease, created, updated, error)
    SELECT id, kind, input, state, undoing, epoch, pid, start, boot, ${NEVER}, created, updated, error
    FROM job ORDER BY created, id;
  DROP TABLE job;
  ALTER TABLE new_job RENAME TO job;
  CREATE UNIQUE INDEX job_subject ON job (subject) WHERE state = 'running';
  CREATE TABLE failure (
    job TEXT NOT NULL REFERENCES job (id),
    step TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    at TEXT NOT NULL,
    error TEXT NOT NULL
  ) STRICT;
`;

/** What makes each version of the journal from the one before. */
const MIGRATIONS = [FIRST, LEASES];
const VERSION = MIGRATIONS.length;

const PATIENCE_MS = 10_000;

/** `lock-busy`, if the error says that another process has been in the middle of a write for all our patience. */
export function busyRefusal(path: string, error: unknown): Refusal | undefined {
  if (sqliteCode(error) !== SQLITE_BUSY) return undefined;
  return new Refusal(lockBusy(lockFile(path), PATIENCE_MS / 1000));
}

/** Ends the process that is in the middle of a write if it is stopped; true if it was. */
export const endStoppedWriter = (path: string): boolean => endStoppedHolder(lockFile(path));

/** Where SQLite locks a database that has a write-ahead log. */
const lockFile = (path: string): string => `${path}-shm`;

/** Opens the journal's file and makes its tables: writes wait up to 10 s for each other, and each is fsynced. */
export function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { timeout: PATIENCE_MS });
    // Foreign keys are off while tables are made anew.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;');
    if (versionOf(database) < VERSION) migrate(database);
    const version = versionOf(database);
    if (version > VERSION) throw refusal(path, `is of format ${version}, and this rolebake knows ${VERSION}`);
    database.exec('PRAGMA foreign_keys = ON;');
    return database;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const busy = busyRefusal(path, error);
    if (busy) throw busy;
    throw isHostTrouble(error)
      ? closed(path, error as Error)
      : refusal(path, `cannot be opened: ${(error as Error).message}`);
  }
}

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version']);

/** In one transaction, which asks for the version again: another process may have done it meanwhile. */
function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of MIGRATIONS.slice(versionOf(database))) database.exec(step);
    if (versionOf(database) < VERSION) database.exec(`PRAGMA user_version = ${VERSION}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** SQLITE_PERM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN: the file system's doing, no damage. */
const HOST_TROUBLE = [3, 8, 10, 13, 14];

function isHostTrouble(error: unknown): boolean {
  return HOST_TROUBLE.includes(sqliteCode(error));
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
