import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { decodeLastCompile, encodeLastCompile, type LastCompile } from './last-compile.ts';

/** What the last compile left; undefined if there is nothing that can be used. */
export function readLastCompile(file: string): LastCompile | undefined {
  try {
    return decodeLastCompile(readFileSync(file));
  } catch {
    return undefined;
  }
}

/** Keeps it for the next compile; that is faster with it, so what hinders the writing does not matter. */
export function keepLastCompile(file: string, last: LastCompile): void {
  const fresh = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(fresh, encodeLastCompile(last), { mode: 0o600 });
    renameSync(fresh, file);
  } catch {
    rmSync(fresh, { force: true });
  }
}
