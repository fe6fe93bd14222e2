import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const PIECE = 65_536;

/** Reads what another process appends to a file, piece by piece; a file that is not there yet is an empty one. */
export class LogTail {
  readonly #path: string;
  readonly #decoder = new StringDecoder('utf8');
  #at = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** What has come since the last time. */
  read(): string {
    const file = openedOrNot(this.#path);
    if (file === undefined) return '';
    const buffer = Buffer.alloc(PIECE);
    let text = '';
    try {
      for (let size = readSync(file, buffer, 0, PIECE, this.#at); size > 0; ) {
        text += this.#decoder.write(buffer.subarray(0, size));
        this.#at += size;
        size = readSync(file, buffer, 0, PIECE, this.#at);
      }
    } finally {
      closeSync(file);
    }
    return text;
  }
}

function openedOrNot(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
