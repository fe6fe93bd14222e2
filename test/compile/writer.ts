import { readFileSync } from 'node:fs';
import { changes, writeChanges } from '../../src/compile/output.ts';

/** Writes `{folder, files: [[path, letter]]}` from standard input: each file is its letter 100,000 times. */
const { folder, files } = JSON.parse(readFileSync(0, 'utf8')) as { folder: string; files: [string, string][] };
const generated = new Map(files.map(([path, letter]) => [path, letter.repeat(100_000)]));
writeChanges(folder, generated, changes(folder, generated));
