import { crc32 } from 'node:zlib';
import { SQLITE_CORRUPT, SQLITE_NOTADB, sqliteCode } from '../host/sqlite-code.ts';

/** What is read of an index is not what was written: a power cut may have left half of a change, or a disk other bytes. */
export class DamagedIndex extends Error {
  override readonly name = 'DamagedIndex';
}

/** A sum that is kept with what a row holds: texts, numbers and bytes, or what else has come of them. */
export const sumOf = (values: readonly unknown[]): number =>
  values.reduce((sum: number, value) => crc32(value instanceof Uint8Array ? value : `${value};`, sum), 0);

/** No such table or column: the schema is one of its tables. */
const SQLITE_ERROR = 1;

/** Whether an index is damaged by what it or SQLite says. */
export const isDamagedIndex = (error: unknown): boolean =>
  error instanceof DamagedIndex || [SQLITE_ERROR, SQLITE_CORRUPT, SQLITE_NOTADB].includes(sqliteCode(error));
