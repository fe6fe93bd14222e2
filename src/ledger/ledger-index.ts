import { accessSync, constants, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SQLITE_BUSY, sqliteCode } from '../host/sqlite-code.ts';
import { DamagedIndex, sumOf } from './damaged-index.ts';
import type { ChainEnd } from './entry.ts';
import type { FileStat } from './file-stat.ts';
import { Heads } from './heads.ts';
import type { KeptText } from './kept-text.ts';
import { leavesOf, readTree, treeBytes } from './merkle-tree.ts';
import { STATE } from './paths.ts';
import { makeState } from './storage.ts';
import type { Component } from './tag.ts';

/** What is kept of a component's file that was found whole. */
export interface IndexedFile {
  readonly component: Component;
  readonly end: ChainEnd;
  /** The file that was read. */
  readonly stat: FileStat;
  /** The line of its newest tag; empty if it has none. */
  readonly newest: string;
  /** The lines of its later facts, one after the other. */
  readonly later: string;
}

/** Where a line is in its file. */
export interface LinePlace {
  readonly offset: number;
  readonly length: number;
}

/** A line to be found again by what it holds. */
export interface IndexedLine extends LinePlace {
  readonly job: string;
  /** Number of the tag, if it gives one. */
  readonly tag: number | undefined;
}

const VERSION = 3;

/**
 * What was found when files were last read, so that they need not be read again while they are the same. A cache: it can
 * be deleted at any time, and nothing is believed of it that the checkpoint and the files' own stat do not confirm. Throws
 * a `DamagedIndex`, or what SQLite throws, where it is not as it was written; `remove` then is all there is to do.
 */
export class LedgerIndex implements Disposable {
  readonly #database: DatabaseSync;

  private constructor(file: string, readOnly = false) {
    this.#database = new DatabaseSync(file, { timeout: 10_000, readOnly });
    this.#database.exec('PRAGMA synchronous = OFF');
    if (!this.#hasTables()) this.write(() => this.#hasTables() || this.#database.exec(SCHEMA));
  }

  /** Asked once more with the lock: another may have made them, and filled them, meanwhile. */
  #hasTables(): boolean {
    return this.#database.prepare('PRAGMA user_version').get()?.['user_version'] === VERSION;
  }

  /** The index of a ledger; one in memory where its folder cannot be written or there is no ledger. */
  static open(dir: string): LedgerIndex {
    const file = join(dir, STATE, 'index.sqlite');
    try {
      if (existsSync(dir)) makeState(dir);
      // SQLite opens what it may only read, and fails at the first write.
      if (existsSync(file)) accessSync(file, constants.W_OK);
      return new LedgerIndex(file);
    } catch (error) {
      // Others are at work with one that is busy.
      return isBusy(error) ? new LedgerIndex(':memory:') : LedgerIndex.#anew(file);
    }
  }

  /** The index of a ledger for who writes nothing at all: as it is, or one in memory. */
  static look(dir: string): LedgerIndex {
    try {
      return new LedgerIndex(join(dir, STATE, 'index.sqlite'), true);
    } catch {
      return new LedgerIndex(':memory:');
    }
  }

  /** Forgets all that is kept of a ledger; whoever opens it next reads it anew. */
  static remove(dir: string): void {
    rmSync(join(dir, STATE, 'index.sqlite'), { force: true });
  }

  static #anew(file: string): LedgerIndex {
    try {
      rmSync(file, { force: true });
      return new LedgerIndex(file);
    } catch {
      return new LedgerIndex(':memory:');
    }
  }

  /** The checkpoint of these bytes, if it is the one that was read last; `complete`: every file's entry here is of it. */
  heads(bytes: Buffer): { readonly heads: Heads; readonly complete: boolean } | undefined {
    const row = this.#database.prepare('SELECT digest, leaves, tree, complete, sum FROM heads').get();
    if (row === undefined) return undefined;
    const kept = row['tree'] as Uint8Array;
    requireSum([String(row['digest']), Number(row['leaves']), kept, Number(row['complete'])], row['sum']);
    const tree = readTree(Buffer.from(kept), Number(row['leaves']));
    const heads = tree && Heads.known(bytes, tree);
    if (heads === undefined || heads.digest !== row['digest']) return undefined;
    return { heads, complete: row['complete'] === 1 };
  }

  /** Changes with the checkpoint that the index is of. */
  moment(): string {
    return momentOf(this.#database);
  }

  /** Whether the checkpoint with this digest was the last one to be read or written. */
  isOf(heads: string): boolean {
    return this.#database.prepare('SELECT 1 FROM heads WHERE digest = ?').get(heads) !== undefined;
  }

  file(component: Component): IndexedFile | undefined {
    const row = this.#database.prepare(`SELECT ${COLUMNS}, sum FROM files WHERE component = ?`).get(component);
    return row && indexedFile(Object.values(row));
  }

  files(): IndexedFile[] {
    const all = this.#database.prepare(`SELECT ${COLUMNS}, sum FROM files ORDER BY component`);
    all.setReturnArrays(true);
    return (all.all() as unknown as unknown[][]).map(indexedFile);
  }

  /** Where the line of a job is; undefined if the component's lines have none. */
  job(component: Component, job: string): LinePlace | undefined {
    return this.#place('job', component, job);
  }

  tag(component: Component, number: number): LinePlace | undefined {
    return this.#place('tag', component, number);
  }

  /** What is not there may be a line that was lost: then some are missing. */
  #place(by: 'job' | 'tag', component: Component, key: string | number): LinePlace | undefined {
    const from = `FROM lines INDEXED BY lines_by_${by} WHERE component = ?`;
    const first = `SELECT offset, length ${from} AND ${by} = ? ORDER BY offset LIMIT 1`;
    const row = this.#database.prepare(first).get(component, key);
    if (row !== undefined) return { offset: Number(row['offset']), length: Number(row['length']) };
    const { count } = this.#database.prepare(`SELECT count(*) AS count ${from}`).get(component) ?? {};
    if (count !== (this.file(component)?.end.count ?? 0)) throw new DamagedIndex();
    return undefined;
  }

  /** Whether `job` and `tag` know every line of a component. */
  hasLines(component: Component): boolean {
    return this.#database.prepare('SELECT lines FROM files WHERE component = ?').get(component)?.['lines'] === 1;
  }

  /** What was kept under a name. */
  text(name: string): KeptText | undefined {
    const row = this.#database
      .prepare('SELECT text, build, heads, files, stats, sum FROM texts WHERE name = ?')
      .get(name);
    if (row === undefined) return undefined;
    const [text = '', build = '', heads = '', files = ''] = ['text', 'build', 'heads', 'files'].map((key) =>
      String(row[key]),
    );
    const bytes = row['stats'] as Uint8Array;
    requireSum([name, text, build, heads, files, bytes], row['sum']);
    const stats = new Float64Array(Uint8Array.from(bytes).buffer);
    return { text, build, heads, files: files === '' ? [] : files.split('\n'), stats };
  }

  /** Keeps what was found for the next one; what cannot be kept is found again. */
  keep(change: (writer: IndexWriter) => void): void {
    try {
      this.write(change);
    } catch {
      // The disk is full, or the folder is only to be read.
    }
  }

  /** Several changes, all or none. */
  write(change: (writer: IndexWriter) => unknown): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      change(new IndexWriter(this.#database));
      this.#database.exec('COMMIT');
    } catch (error) {
      // On a full disk SQLite has taken it back itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}

/** What can be changed in an index at once. */
export class IndexWriter {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Whether the index is of the checkpoint that it was of at a moment: nobody has written in between. */
  isAt(moment: string): boolean {
    return momentOf(this.#database) === moment;
  }

  putHeads(heads: Heads, complete: boolean): void {
    const values = [heads.digest, leavesOf(heads.tree), treeBytes(heads.tree), complete ? 1 : 0] as const;
    this.#database
      .prepare('INSERT OR REPLACE INTO heads (id, digest, leaves, tree, complete, sum) VALUES (0, ?, ?, ?, ?, ?)')
      .run(...values, sumOf(values));
  }

  putText(name: string, { text, build, heads, files, stats }: KeptText): void {
    const values = [name, text, build, heads, files.join('\n'), new Uint8Array(stats.buffer)] as const;
    this.#database
      .prepare(
        'INSERT OR REPLACE INTO texts (name, text, build, heads, files, stats, sum) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(...values, sumOf(values));
  }

  /** A file that was read; what was known of its lines stays if it ends where it ended. */
  putFile(file: IndexedFile): void {
    const { component, end } = file;
    const same = this.#database.prepare('SELECT lines FROM files WHERE component = ? AND count = ? AND last = ?');
    const lines = same.get(component, end.count, end.last)?.['lines'];
    if (lines === undefined) this.#database.prepare('DELETE FROM lines WHERE component = ?').run(component);
    this.#putRow(file, Number(lines ?? 0));
  }

  #putRow(file: IndexedFile, lines: number): void {
    const values = fileValues(file);
    this.#database
      .prepare(`INSERT OR REPLACE INTO files (${COLUMNS}, sum, lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(...values, sumOf(values), lines);
  }

  /** Every line of a file that `putFile` has just put. */
  putLines(component: Component, lines: Iterable<IndexedLine>): void {
    for (const line of lines) this.#putLine(component, line);
    this.#database.prepare('UPDATE files SET lines = 1 WHERE component = ?').run(component);
  }

  /** A file that has got one line more; its lines are known if those before it are, or if it is the first. */
  appendLine(file: IndexedFile, line: IndexedLine): void {
    const { component, end } = file;
    const before = this.#database.prepare('SELECT lines FROM files WHERE component = ?').get(component);
    this.#putLine(component, line);
    this.#putRow(file, Number(before?.['lines'] ?? end.count === 1));
  }

  #putLine(component: Component, { job, tag, offset, length }: IndexedLine): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO lines (component, job, tag, offset, length) VALUES (?, ?, ?, ?, ?)')
      .run(component, job, tag ?? null, offset, length);
  }

  removeFile(component: string): void {
    this.#database.prepare('DELETE FROM files WHERE component = ?').run(component);
    this.#database.prepare('DELETE FROM lines WHERE component = ?').run(component);
  }

  /** Forgets files that the checkpoint does not name any more. */
  keepOnly(components: ReadonlySet<string>): void {
    const rows = this.#database.prepare('SELECT component FROM files').all();
    for (const { component } of rows) {
      if (!components.has(String(component))) this.removeFile(String(component));
    }
  }
}

const isBusy = (error: unknown): boolean => sqliteCode(error) === SQLITE_BUSY;

function momentOf(database: DatabaseSync): string {
  const row = database.prepare('SELECT digest, complete FROM heads').get();
  return row === undefined ? '' : `${row['digest']} ${row['complete']}`;
}

const COLUMNS = 'component, count, tags, last, size, inode, modified, changed, read, newest, later';

/** In the order of the columns. */
function fileValues({ component, end, stat, newest, later }: IndexedFile): (string | number)[] {
  const { size, inode, modified, changed, read } = stat;
  return [component, end.count, end.tags, end.last, size, inode, modified, changed, read, newest, later];
}

function requireSum(values: readonly unknown[], sum: unknown): void {
  if (sumOf(values) !== sum) throw new DamagedIndex();
}

function indexedFile(row: readonly unknown[]): IndexedFile {
  const [component, count, tags, last, size, inode, modified, changed, read, newest, later, sum] = row;
  const file: IndexedFile = {
    component: component as Component,
    end: { count: Number(count), tags: Number(tags), last: String(last) },
    stat: {
      size: Number(size),
      inode: Number(inode),
      modified: Number(modified),
      changed: Number(changed),
      read: Number(read),
    },
    newest: String(newest),
    later: String(later),
  };
  requireSum(fileValues(file), sum);
  return file;
}

const SCHEMA = `
  DROP TABLE IF EXISTS heads;
  DROP TABLE IF EXISTS files;
  DROP TABLE IF EXISTS lines;
  DROP TABLE IF EXISTS texts;
  CREATE TABLE heads (
    id INTEGER PRIMARY KEY CHECK (id = 0), digest TEXT NOT NULL, leaves INTEGER NOT NULL, tree BLOB NOT NULL,
    complete INTEGER NOT NULL, sum INTEGER NOT NULL
  );
  CREATE TABLE files (
    component TEXT PRIMARY KEY, count INTEGER NOT NULL, tags INTEGER NOT NULL, last TEXT NOT NULL,
    size INTEGER NOT NULL, inode INTEGER NOT NULL, modified REAL NOT NULL, changed REAL NOT NULL, read REAL NOT NULL,
    newest TEXT NOT NULL, later TEXT NOT NULL, sum INTEGER NOT NULL,
    lines INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE lines (
    component TEXT NOT NULL, job TEXT NOT NULL, tag INTEGER, offset INTEGER NOT NULL, length INTEGER NOT NULL,
    PRIMARY KEY (component, offset)
  ) WITHOUT ROWID;
  CREATE TABLE texts (
    name TEXT PRIMARY KEY, text TEXT NOT NULL, build TEXT NOT NULL, heads TEXT NOT NULL, files TEXT NOT NULL,
    stats BLOB NOT NULL, sum INTEGER NOT NULL
  );
  CREATE INDEX lines_by_job ON lines (component, job);
  CREATE INDEX lines_by_tag ON lines (component, tag);
  PRAGMA user_version = ${VERSION};
`;
