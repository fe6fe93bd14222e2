import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../src/cli/program.ts';
import type { Folder } from './txtar.ts';

/** What one run of the command said. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `rolebake ARGV` in this process, in a folder. */
export async function rolebake(folder: string, ...argv: string[]): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(['-C', folder, ...argv], {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    live: false,
    columns: 100,
    rows: 24,
    unicode: true,
    paint: (_tone, text) => text,
  });
  return { code, stdout: out.join(''), stderr: err.join('') };
}

/** A folder with these files, gone when it is disposed of. */
export function scratch(...layers: Folder[]): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'rolebake-catalog-'));
  for (const [name, bytes] of new Map(layers.flatMap((files) => [...files]))) {
    if (bytes === undefined) continue;
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
