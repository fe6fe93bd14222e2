import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SQLITE_CORRUPT, SQLITE_NOTADB, sqliteCode } from '../host/sqlite-code.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { ChainEnd } from './entry.ts';

/** Where a file ended when this machine last found it whole. */
export interface SeenEnd extends Pick<ChainEnd, 'count' | 'last'> {
  /** The last line itself, of a file that this machine has written. */
  readonly line?: string;
}

/** What this machine remembers of a ledger, outside of it: the newest checkpoint that it has found to be good. */
export interface Seen {
  /** Whether this very checkpoint, with this very signature and these allowed signers, was found to be good. */
  knows(checkpoint: string): boolean;
  /** Where every file ended. */
  ends(): ReadonlyMap<string, SeenEnd>;
  /** The last lines of files, as far as this machine has written them. */
  lines(): readonly string[];
  /** Some files have moved on. `checkpoint` names the whole, for `knows`. */
  advance(checkpoint: string, ends: ReadonlyMap<string, SeenEnd>): void;
  /** A writer is about to write this checkpoint, in which lines are others than before: it may die before it says so. */
  announce(checkpoint: string): void;
  /** Takes the checkpoint that is there for the newest, if a writer had announced it. */
  meet(checkpoint: string, ends: () => Checkpoint): void;
  /** From now on this is the newest, whatever was before. */
  replace(checkpoint: string, ends: Checkpoint): void;
  [Symbol.dispose](): void;
}

/** What is remembered where there is no folder for it: nothing. */
export const NOTHING_SEEN: Seen = {
  knows: () => false,
  ends: () => new Map(),
  lines: () => [],
  advance: () => undefined,
  announce: () => undefined,
  meet: () => undefined,
  replace: () => undefined,
  [Symbol.dispose]: () => undefined,
};

/** What is remembered in a state folder of the ledger in a folder; nothing if the state folder is not to be written. */
export function openSeen(state: string | undefined, ledger: string): Seen {
  if (state === undefined) return NOTHING_SEEN;
  const folder = join(state, 'ledgers');
  const file = join(folder, `${createHash('sha256').update(placeOf(ledger)).digest('hex').slice(0, 32)}.sqlite`);
  try {
    mkdirSync(folder, { recursive: true });
    if (existsSync(file)) accessSync(file, constants.W_OK);
    return openAnew(file);
  } catch (error) {
    if (isUnwritable(error)) return NOTHING_SEEN;
    throw error;
  }
}

function placeOf(ledger: string): string {
  try {
    return realpathSync(ledger);
  } catch {
    return resolve(ledger);
  }
}

function openAnew(file: string): Seen {
  try {
    return new SeenFile(file);
  } catch (error) {
    if (!isDamaged(error)) throw error;
    rmSync(file, { force: true });
    return new SeenFile(file);
  }
}

const SQLITE_READONLY = 8;
const SQLITE_CANTOPEN = 14;

const isDamaged = (error: unknown) => [SQLITE_CORRUPT, SQLITE_NOTADB].includes(sqliteCode(error));
const isUnwritable = (error: unknown) =>
  [SQLITE_READONLY, SQLITE_CANTOPEN].includes(sqliteCode(error)) ||
  (error instanceof Error && 'code' in error && ['EACCES', 'EROFS', 'EPERM'].includes(String(error.code)));

/** Who read before another wrote does not undo that. */
const PUT_END = `
  INSERT INTO ends (file, count, last, line) VALUES (?, ?, ?, ?)
  ON CONFLICT (file) DO UPDATE SET count = excluded.count, last = excluded.last, line = excluded.line
    WHERE excluded.count > count`;

class SeenFile implements Seen {
  readonly #file: string;
  #database: DatabaseSync;

  constructor(file: string) {
    this.#file = file;
    this.#database = this.#open();
  }

  #open(): DatabaseSync {
    const database = new DatabaseSync(this.#file, { timeout: 10_000 });
    database.exec(`
      PRAGMA synchronous = OFF;
      CREATE TABLE IF NOT EXISTS checkpoint (id INTEGER PRIMARY KEY CHECK (id = 0), name TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS announced (id INTEGER PRIMARY KEY CHECK (id = 0), name TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS ends (file TEXT PRIMARY KEY, count INTEGER NOT NULL, last TEXT NOT NULL, line TEXT) WITHOUT ROWID;
    `);
    return database;
  }

  /** What a power cut or a disk has damaged is forgotten, all of it. */
  #whole<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (!isDamaged(error)) throw error;
      this.#database.close();
      rmSync(this.#file, { force: true });
      this.#database = this.#open();
      return act();
    }
  }

  knows(checkpoint: string): boolean {
    const known = this.#whole(() => this.#database.prepare('SELECT name FROM checkpoint').get());
    return known?.['name'] === checkpoint;
  }

  ends(): ReadonlyMap<string, SeenEnd> {
    const rows = this.#whole(() => this.#database.prepare('SELECT file, count, last FROM ends ORDER BY file').all());
    return new Map(
      rows.map((row) => [String(row['file']), { count: Number(row['count']), last: String(row['last']) }]),
    );
  }

  lines(): readonly string[] {
    const rows = this.#whole(() => this.#database.prepare('SELECT line FROM ends WHERE line IS NOT NULL').all());
    return rows.map((row) => String(row['line']));
  }

  advance(checkpoint: string, ends: ReadonlyMap<string, SeenEnd>): void {
    try {
      this.#inOne(() => this.#put(checkpoint, ends, false));
    } catch (error) {
      // What is only to be read is read: it remembers what it did.
      if (!isUnwritable(error)) throw error;
    }
  }

  announce(checkpoint: string): void {
    // What it announces outlives the power, so must this.
    this.#database.exec('PRAGMA synchronous = FULL');
    this.#whole(() => {
      this.#database.prepare('INSERT OR REPLACE INTO announced (id, name) VALUES (0, ?)').run(checkpoint);
    });
    this.#database.exec('PRAGMA synchronous = OFF');
  }

  meet(checkpoint: string, ends: () => Checkpoint): void {
    const isAnnounced = () => this.#database.prepare('SELECT name FROM announced').get()?.['name'] === checkpoint;
    // Asked once more with the lock: another may have met it, and gone on, meanwhile.
    if (this.#whole(isAnnounced)) this.#inOne(() => isAnnounced() && this.#put(checkpoint, ends(), true));
  }

  replace(checkpoint: string, ends: Checkpoint): void {
    this.#inOne(() => this.#put(checkpoint, ends, true));
  }

  #put(checkpoint: string, ends: ReadonlyMap<string, SeenEnd>, anew: boolean): void {
    if (anew) this.#database.exec('DELETE FROM ends; DELETE FROM announced');
    this.#database.prepare('INSERT OR REPLACE INTO checkpoint (id, name) VALUES (0, ?)').run(checkpoint);
    const put = this.#database.prepare(PUT_END);
    for (const [file, { count, last, line }] of ends) put.run(file, count, last, line ?? null);
  }

  /** Several changes, all or none. */
  #inOne(change: () => unknown): void {
    this.#whole(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        change();
        this.#database.exec('COMMIT');
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
