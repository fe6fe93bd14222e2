import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mustInBuilder } from '../../src/converge/bundle/builder-run.ts';
import { builderTree } from '../../src/converge/bundle/builder-tree.ts';
import { buildConverger } from '../../src/converge/bundle/converger.ts';
import { realEffects } from '../../src/host/effects.ts';

const CACHE = '/var/cache/rolebake';
const PROGRAMS = '/run/programs';

/** A template by its path, with the values that it is rendered with. */
export type Rendering = readonly [path: string, values: Readonly<Record<string, unknown>>];

/** A resource as Puppet's compiled catalog has it. */
export interface PuppetResource {
  readonly type: string;
  readonly title: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** What Puppet makes of literals.pp, templates.json, keys.json and classes.json (test/encode/puppet.rb). */
export const puppet = (input: Input) =>
  inRuby('puppet.rb', input) as Promise<{
    literals: unknown[];
    templates: string[];
    hiera: unknown[];
    classes: (string | null)[];
  }>;

/** The catalog that Puppet compiles for one role of a control repo. */
export const puppetCatalog = (repo: Input, role: string) =>
  inRuby('puppet.rb', new Map([...repo, ['role', role]])) as Promise<PuppetResource[]>;

/** What Ruby and Chef make of literals.rb, attributes/*.rb, templates.json and recipes.json (test/encode/chef.rb). */
export const chef = (input: Input) =>
  inRuby('chef.rb', input) as Promise<{
    literals: unknown[];
    attributes: Record<string, Record<string, unknown>>;
    chef: string[];
    erb: string[];
    methods: string[];
    refusals: (string | null)[];
  }>;

type Input = ReadonlyMap<string, string>;

/** Runs a program beside this file over these files, with the gems that bake machines; the host needs no Ruby. */
async function inRuby(program: string, input: Input): Promise<unknown> {
  const [builder, converger] = [
    await builderTree(CACHE, realEffects, () => undefined),
    await buildConverger({ cacheDir: CACHE }, realEffects),
  ];
  const folder = await mkdtemp(join(tmpdir(), 'rolebake-literals-'));
  try {
    for (const [path, text] of input) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const bindsReadOnly = {
      '/run/input': folder,
      [PROGRAMS]: import.meta.dirname,
      '/run/rolebake/converger': converger.dir,
    };
    const argv = ['ruby', '-EUTF-8:UTF-8', `${PROGRAMS}/${program}`] as const;
    return JSON.parse(await mustInBuilder(builder.tree, { argv, bindsReadOnly }, realEffects));
  } finally {
    await rm(folder, { recursive: true });
  }
}
