import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { realEffects } from '../../../src/host/effects.ts';
import { runChecked } from '../../../src/host/processes.ts';
import { pack } from './bake.ts';
import type { HandIngredients } from './ingredients.ts';
import { shutDown, up } from './machine.ts';
import { packerTemplate } from './packer-template.ts';
import { type HandPlace, removeMachine } from './place.ts';
import { type TimedBake, timedBake } from './timed-bake.ts';

type PackerStep = 'launch' | 'packer build' | 'stop' | 'tar' | 'remove';

export type PackerBake = TimedBake<PackerStep>;

/** The machine by hand, as no builder of Packer makes one of this kind; all that is done in it by Packer. */
export function bakeByPacker(place: HandPlace, from: HandIngredients, cpuNow: () => number): Promise<PackerBake> {
  return timedBake<PackerStep>(cpuNow, async (timed) => {
    const binds = [`${from.converger}:/run/rolebake/converger`];
    const machine = await timed('launch', () => up({ place, index: 2, lower: from.lower, binds }));
    await timed('packer build', () => packerBuild(place, packerTemplate(loginOf(place, machine.address), from)));
    await timed('stop', () => shutDown(machine));
    await timed('tar', () => pack(`${machine.folder}/upper`, join(place.folder, 'layer.tar')));
    await timed('remove', () => removeMachine(place, machine.name));
  });
}

const loginOf = (place: HandPlace, address: string) => ({ address, key: join(place.folder, 'user') });

/** All that Packer writes for itself goes into the bench's folder. */
async function packerBuild({ folder, signal }: HandPlace, template: object): Promise<void> {
  const home = join(folder, 'packer');
  mkdirSync(home, { recursive: true });
  const file = join(home, 'template.json');
  writeFileSync(file, JSON.stringify(template, null, 2));
  const env = { ...process.env, HOME: home, TMPDIR: home, PACKER_CONFIG_DIR: home, PACKER_CACHE_DIR: home };
  const argv = ['packer', 'build', '-color=false', file] as const;
  await runChecked(realEffects.run, { argv, cwd: home, env: { ...env, CHECKPOINT_DISABLE: '1' }, signal });
}
