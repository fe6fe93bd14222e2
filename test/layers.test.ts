import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** The folders of src, highest first: each imports only from those above it (docs/architecture.md). */
const HOUSE = [
  'problem', 'host', 'naming', 'catalog', 'compile', 'ssh', 'machines', 'converge',
  'engine', 'snapshots', 'packages', 'ledger', 'config-repo', 'streams', 'pins', 'bake', 'release', 'cli',
]; // biome-ignore format: the house reads as a list

const SRC = resolve(import.meta.dirname, '../src');
const folderOf = (file: string) => relative(SRC, file).split('/')[0] ?? '';

function importsOf(file: string): string[] {
  const imports = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g);
  return [...imports].map(([, path]) => resolve(dirname(file), path ?? ''));
}

test.each(globSync('**/*.ts', { cwd: SRC }))('%s imports only from folders above its own', (name) => {
  const file = join(SRC, name);
  const own = HOUSE.indexOf(folderOf(file));
  expect(own, `src/${folderOf(file)} stands in the house`).toBeGreaterThanOrEqual(0);
  const below = importsOf(file).filter((path) => HOUSE.indexOf(folderOf(path)) > own);
  expect(below).toEqual([]);
});
