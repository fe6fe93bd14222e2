import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConverger } from '../../src/converge/bundle/converger.ts';
import { realEffects } from '../../src/host/effects.ts';
import { areaOfNetwork } from '../../src/machines/local/area.ts';
import { parseDigest } from '../../src/naming/digest.ts';
import { openSnapshots } from '../../src/snapshots/snapshots.ts';
import { networkOf } from './area.ts';
import { type CommandRun, stepSeconds } from './command.ts';
import { cpuHierarchy } from './cpu-group.ts';
import type { HandIngredients } from './hand/ingredients.ts';
import type { Lab } from './lab.ts';
import { watchMachines } from './machine-cpu.ts';
import { makePackage } from './package.ts';
import { sum } from './sum.ts';
import { makeWorkspace } from './workspace.ts';

const CACHE = '/var/cache/rolebake';
/** The role of examples/shop that is baked. */
export const ROLE = 'web';

/** Its tests, which no other way of baking has. */
export const TESTS = ['converge again', 'check', 'launch image', 'check image'] as const;

export type CommandBake = CommandRun & { readonly cpu: number };

/** The seconds of the tests of a bake. */
export const testSeconds = (bake: CommandBake): number => sum(TESTS.map((step) => stepSeconds(bake, ROLE, step)));

/** Bakes one role again and again by the command, as it is installed; what others need to do the same. */
export interface CommandedBake {
  readonly ingredients: HandIngredients;
  /** The next bake; `cpuNow` counts the host's programs. */
  readonly bake: (cpuNow: () => number) => Promise<CommandBake>;
}

/** Builds the command, and makes all that a bake starts from. */
export async function commandedBake(lab: Lab): Promise<CommandedBake> {
  lab.say('build, compile, os update, converger');
  const { folder, rolebake } = await makeWorkspace(lab, await makePackage(lab));
  await rolebake('compile');
  const { data } = await rolebake('os', 'update');
  const digest = parseDigest((data as { entry: { digest: string } }).entry.digest);
  const [lower = ''] = (await openSnapshots(join(folder, 'state', 'snapshots'), realEffects)).layers(digest);
  const converger = (await buildConverger({ cacheDir: CACHE }, realEffects)).dir;
  // The command's own copy has another version for each bake.
  const application = join(lab.folder, 'app');
  await cp(join(folder, 'app'), application, { recursive: true });
  const tree = join(folder, 'generated', 'puppet');
  const ingredients = { role: ROLE, lower, converger, application, applicationTarget: '/opt/shop', tree };
  const groups = `${await cpuHierarchy()}/${areaOfNetwork(networkOf(lab.pid))}`;
  let run = 0;
  /** Each bake is of a new release of the application, so that none is kept for its key. */
  const bake = async (cpuNow: () => number): Promise<CommandBake> => {
    await writeFile(join(folder, 'app', 'VERSION'), `1.0.${run++}\n`);
    await rolebake('app', 'tag', 'shop', 'app');
    using machines = watchMachines(join(folder, 'state', 'machines'), groups);
    const before = cpuNow();
    const done = await rolebake('bake', ROLE);
    return { ...done, cpu: cpuNow() - before + machines.seconds() };
  };
  return { ingredients, bake };
}
