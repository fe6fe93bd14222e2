import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Target } from '../../src/compile/compile.ts';
import { mustInBuilder } from '../../src/converge/bundle/builder-run.ts';
import { type Builder, builderTree, WORK_INSIDE } from '../../src/converge/bundle/builder-tree.ts';
import { buildConverger } from '../../src/converge/bundle/converger.ts';
import { cachedFolder } from '../../src/host/cached-folder.ts';
import { realEffects } from '../../src/host/effects.ts';

/** The experts' own checks of generated code. Each gives its complaints, with file and line; none is clean. */
export interface Checkers {
  /** A folder with a control repo: puppet parser and epp validate, puppet-lint alone and with Vox Pupuli's plugins. */
  puppet(dir: string): Promise<string[]>;
  /** A folder with cookbooks: ruby -c, templates that compile, cookstyle with all its cops. */
  chef(dir: string): Promise<string[]>;
}

const CACHE = '/var/cache/rolebake';
/** Ruby programs and lists of gems of the checkers. */
export const RECIPE = join(import.meta.dirname, 'recipe');

/** Installs the checkers on first use (a minute); the host needs no Ruby. */
async function checkers(): Promise<Checkers> {
  const [builder, converger] = [
    await builderTree(CACHE, realEffects, () => undefined),
    await buildConverger({ cacheDir: CACHE }, realEffects),
  ];
  const gems = await checkerGems(builder);
  const check = async (target: Target, dir: string) => {
    const bindsReadOnly = {
      '/run/input': dir,
      '/run/checkers': gems,
      '/run/checkers-recipe': RECIPE,
      '/run/rolebake/converger': converger.dir,
    };
    const argv = ['ruby', '/run/checkers-recipe/check.rb', target] as const;
    const output = await mustInBuilder(builder.tree, { argv, bindsReadOnly }, realEffects);
    return JSON.parse(output) as string[];
  };
  return { puppet: (dir) => check('puppet', dir), chef: (dir) => check('chef', dir) };
}

/** The folder of their gems, a folder a set. */
export const checkerGems = (builder: Builder): Promise<string> =>
  cachedFolder(join(CACHE, 'checkers', recipeKey()), realEffects, (partial) => install(builder, partial));

/** The same for a tree that is only in memory. */
export async function lint(tree: ReadonlyMap<string, string>, target: Target): Promise<string[]> {
  const dir = await mkdtemp(join(tmpdir(), 'rolebake-lint-'));
  try {
    for (const [path, text] of tree) {
      await mkdir(dirname(join(dir, path)), { recursive: true });
      await writeFile(join(dir, path), text);
    }
    return await (await checkers())[target](dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

async function install(builder: Builder, into: string): Promise<void> {
  const command = {
    argv: ['ruby', '/run/checkers-recipe/install.rb'] as const,
    binds: { [WORK_INSIDE]: into },
    bindsReadOnly: { '/run/checkers-recipe': RECIPE },
  };
  await mustInBuilder(builder.tree, command, realEffects);
}

function recipeKey(): string {
  const hash = createHash('sha256');
  for (const name of globSync('{gems-*.txt,install.rb}', { cwd: RECIPE }).sort())
    hash.update(readFileSync(join(RECIPE, name)));
  return hash.digest('hex').slice(0, 16);
}
