import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { puppet } from '../../../src/converge/puppet/puppet.ts';
import { realEffects } from '../../../src/host/effects.ts';
import { runChecked } from '../../../src/host/processes.ts';
import type { HandIngredients } from './ingredients.ts';
import { type HandMachine, shutDown, ssh, up } from './machine.ts';
import { type HandPlace, removeMachine } from './place.ts';
import { type TimedBake, timedBake } from './timed-bake.ts';

type HandStep =
  | 'launch'
  | 'refresh package lists'
  | 'unpack application'
  | 'converge (puppet)'
  | 'stop'
  | 'tar'
  | 'remove';

export type HandBake = TimedBake<HandStep>;

const ENVIRONMENT = ['DEBIAN_FRONTEND=noninteractive', 'LANG=C.UTF-8'];

/** Launch, apt-get update, unpack, `puppet apply`, stop, tar: with the programs of the host and the ssh client. */
export function bakeByHand(place: HandPlace, from: HandIngredients, cpuNow: () => number): Promise<HandBake> {
  return timedBake<HandStep>(cpuNow, async (timed) => {
    const binds = [`${from.converger}:/run/rolebake/converger`];
    const machine = await timed('launch', () => up({ place, index: 2, lower: from.lower, binds }));
    await timed('refresh package lists', () => ssh(place, machine, ['apt-get', 'update']));
    await timed('unpack application', () => unpack(place, machine, from.application, from.applicationTarget));
    await timed('converge (puppet)', () => converge(place, machine, from));
    await timed('stop', () => shutDown(machine));
    await timed('tar', () => pack(`${machine.folder}/upper`, join(place.folder, 'layer.tar')));
    await timed('remove', () => removeMachine(place, machine.name));
  });
}

async function unpack(place: HandPlace, machine: HandMachine, folder: string, target: string): Promise<void> {
  const file = join(place.folder, 'upload.tar');
  await pack(folder, file);
  await ssh(place, machine, ['mkdir', '-p', target]);
  await ssh(place, machine, ['tar', '--extract', '--no-same-owner', `--directory=${target}`], {
    input: readFileSync(file),
  });
}

export async function pack(folder: string, file: string): Promise<void> {
  await runChecked(realEffects.run, { argv: ['tar', '--create', `--file=${file}`, `--directory=${folder}`, '.'] });
}

/** The very command that rolebake gives. */
async function converge(place: HandPlace, machine: HandMachine, { role, tree }: HandIngredients): Promise<void> {
  await unpack(place, machine, tree, '/run/rolebake/tree');
  const variables = [...ENVIRONMENT, ...Object.entries(puppet.environment(role)).map((pair) => pair.join('='))];
  await ssh(place, machine, ['env', ...variables, ...puppet.argv(role, false)], { codes: puppet.successCodes });
}
