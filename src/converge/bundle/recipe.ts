import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of lists and Ruby programs that the converger is made from, as the builder sees it: /recipe. */
export const RECIPE_DIR = join(import.meta.dirname, 'recipe');

/** No file of the converger, or of the builder, is younger: 2025-01-01. */
export const SOURCE_DATE_EPOCH = '1735689600';

/** The Debian release whose Ruby and libraries are shipped; every later one runs them too. */
export const BUILDER_SUITE = 'bookworm';

/** The words of a list in the recipe, one array a line. */
export function recipeList(name: string): string[][] {
  const lines = readFileSync(join(RECIPE_DIR, name), 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split(' '));
}

/** Names a result by what it is made from: these files of the recipe (globs), and these words. */
export function recipeKey(files: readonly string[], ...words: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([BUILDER_SUITE, SOURCE_DATE_EPOCH, ...words]));
  for (const name of globSync([...files], { cwd: RECIPE_DIR, withFileTypes: false }).sort()) {
    const path = join(RECIPE_DIR, name);
    hash.update(JSON.stringify([name, readFileSync(path, 'utf8')]));
  }
  return hash.digest('hex').slice(0, 16);
}
