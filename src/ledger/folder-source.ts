import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { STATE } from './paths.ts';
import type { LedgerSource } from './source.ts';

const PIECE = 4 * 1024 * 1024;

/** Files that are to be taken for others than those on disk, or for gone. */
export type Others = ReadonlyMap<string, Buffer | undefined>;

/**
 * The source that a folder is, read in pieces. Links are not followed: a link comes as a file without bytes, which
 * verification finds to be wrong.
 */
export function folderSource(dir: string, others: Others = new Map()): LedgerSource {
  return {
    get paths() {
      return pathsIn(dir, others);
    },
    pieces: (path) => (others.has(path) ? [others.get(path) ?? Buffer.alloc(0)] : piecesOf(join(dir, path))),
  };
}

function pathsIn(dir: string, others: Others): string[] {
  const paths = new Set(existsSync(dir) ? listFiles(dir, '') : []);
  for (const [path, bytes] of others) {
    if (bytes === undefined) paths.delete(path);
    else paths.add(path);
  }
  return [...paths].sort((a, b) => (a < b ? -1 : 1));
}

/** Every path below a folder but what belongs to this machine alone. */
function* listFiles(dir: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(dir, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (path === STATE) continue;
    if (entry.isDirectory()) yield* listFiles(dir, path);
    else yield path;
  }
}

/** The bytes of a file, a few MB at a time; none of a link or of what is not there. */
export function* piecesOf(file: string): Generator<Buffer> {
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) return;
  const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    for (let left = fstatSync(handle).size; left > 0; ) {
      const piece = Buffer.allocUnsafeSlow(Math.min(left, PIECE));
      const read = readSync(handle, piece, 0, piece.length, null);
      if (read === 0) return;
      yield piece.subarray(0, read);
      left -= read;
    }
  } finally {
    closeSync(handle);
  }
}

/** Every file of a ledger, whole. */
export function readAll(dir: string, others: Others = new Map()): Map<string, Buffer> {
  const { paths, pieces } = folderSource(dir, others);
  return new Map(paths.map((path) => [path, Buffer.concat([...pieces(path)])]));
}
