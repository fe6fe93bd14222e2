import { inBuilder } from '../../src/converge/bundle/builder-run.ts';
import { builderTree } from '../../src/converge/bundle/builder-tree.ts';
import { buildConverger } from '../../src/converge/bundle/converger.ts';
import { realEffects } from '../../src/host/effects.ts';
import { checkerGems, RECIPE } from '../checkers/checkers.ts';

/** Runs a program that must succeed, with Puppet, Chef, r10k, chef-cli and git at hand; what it prints. */
export type Consumer = (argv: readonly string[]) => Promise<string>;

const CACHE = '/var/cache/rolebake';

/** The host's git, which the tree lacks: places inside, where a read-only tree has room for them. */
const GIT = { '/run/git/bin/git': '/usr/bin/git', '/run/git/core': '/usr/lib/git-core' };
const WITH_GIT = [
  'env',
  'HOME=/run/work',
  'PATH=/run/git/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  'GIT_EXEC_PATH=/run/git/core',
] as const;

/** A consumer in a tree of its own that nothing outlives; it sees a folder of the host as /run/work. */
export async function consumer(work: string): Promise<Consumer> {
  const builder = await builderTree(CACHE, realEffects, () => undefined);
  const [gems, converger] = [await checkerGems(builder), await buildConverger({ cacheDir: CACHE }, realEffects)];
  const bindsReadOnly = {
    '/run/checkers': gems,
    '/run/checkers-recipe': RECIPE,
    '/run/rolebake/converger': converger.dir,
    ...GIT,
  };
  return async (argv) => {
    const command = { argv: [...WITH_GIT, ...argv] as const, binds: { '/run/work': work }, bindsReadOnly };
    const { code, stdout, stderr } = await realEffects.run(inBuilder(builder.tree, command, realEffects));
    if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}:\n${stdout}\n${stderr}`);
    return stdout;
  };
}
