import {
  appendFileSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { processIdentity } from '../host/process-identity.ts';

/** Bytes at a place of a file. */
export interface Piece {
  readonly offset: number;
  readonly text: string;
}

interface Patch {
  readonly pieces: readonly Piece[];
  readonly size: number;
  readonly extra: number;
  readonly inode: number;
}

const NEW = /^\.rolebake-new-(\d+)$/;

/** Writes the files of one folder. A kill leaves a file that was replaced whole; one that was made may be cut short. */
export class FolderWriter {
  readonly #folder: string;
  readonly #made = new Set<string>();

  /** Takes away what writers that were killed have left. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#makeFolder(folder);
    for (const name of readdirSync(folder)) if (isAbandoned(name)) rmSync(join(folder, name), { force: true });
  }

  /** A file that is not there yet; in place, because thousands of renames cost more than the writing. */
  create(path: string, text: string): void {
    const file = join(this.#folder, path);
    this.#makeFolder(dirname(file));
    try {
      writeFileSync(file, text, { flag: 'wx' });
    } catch (error) {
      // A link to nowhere.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      this.replace(path, text);
    }
  }

  /** More at the end of a file. */
  append(path: string, text: string | Buffer): void {
    appendFileSync(join(this.#folder, path), text);
  }

  /**
   * Writes pieces over those of a file, and then cuts it to a size: it must be `extra` bytes longer, and have this inode.
   * False if it has not: another process has replaced it.
   */
  patch(path: string, { pieces, size, extra, inode }: Patch): boolean {
    const file = openSync(join(this.#folder, path), 'r+');
    try {
      const found = fstatSync(file);
      if (found.ino !== inode || found.size !== size + extra) return false;
      for (const { offset, text } of pieces) writeSync(file, text, offset);
      ftruncateSync(file, size);
      return true;
    } finally {
      closeSync(file);
    }
  }

  /** A reader sees the old bytes or the new ones. */
  replace(path: string, text: string | Buffer): void {
    const file = join(this.#folder, path);
    const fresh = join(this.#folder, `.rolebake-new-${process.pid}`);
    this.#makeFolder(dirname(file));
    writeFileSync(fresh, text);
    renameSync(fresh, file);
  }

  /** Removes a file and the folders that it leaves empty. */
  remove(path: string): void {
    rmSync(join(this.#folder, path), { force: true });
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
      try {
        rmdirSync(join(this.#folder, parent));
      } catch {
        return;
      }
      this.#made.delete(join(this.#folder, parent));
    }
  }

  #makeFolder(folder: string): void {
    if (this.#made.has(folder)) return;
    mkdirSync(folder, { recursive: true });
    this.#made.add(folder);
  }
}

function isAbandoned(name: string): boolean {
  const pid = NEW.exec(name)?.[1];
  return pid !== undefined && processIdentity(Number(pid)) === undefined;
}
