import type { RunBench } from './bench.ts';
import { besideOther, numbersOf } from './beside.ts';
import { stepSeconds } from './command.ts';
import { type CommandBake, commandedBake, ROLE, testSeconds } from './commanded-bake.ts';
import { enterCpuGroup } from './cpu-group.ts';
import { needProgram } from './debian-program.ts';
import { figure } from './figure.ts';
import { networkUp } from './hand/network.ts';
import { bakeByPacker, type PackerBake } from './hand/packer.ts';
import { handPlace } from './hand/place.ts';
import { inTurns } from './in-turns.ts';
import { medianOf } from './median.ts';
import { sum } from './sum.ts';

const AIM = 0.8;
/** What Packer does in the machine. */
const INSIDE = ['refresh package lists', 'unpack application', 'converge (puppet)'] as const;

/** A bake by the command beside Debian's Packer, with the same converger, code, application and kind of machine. */
export const benchPacker: RunBench = async ({ lab, counts }) => {
  await needProgram(lab, 'packer');
  const hand = handPlace(lab.pid, lab.folder, lab.signal);
  const { ingredients, bake } = await commandedBake(lab);
  await using group = await enterCpuGroup(hand.name);
  await networkUp(hand);
  const theirs = () => bakeByPacker(hand, ingredients, group.seconds);
  const pairs = await inTurns(lab, counts.runs, () => bake(group.seconds), theirs);
  const beside = (ours: (bake: CommandBake) => number, theirs: (bake: PackerBake) => number) =>
    numbersOf(pairs, ours, theirs);
  const inside = (bake: CommandBake) => sum(INSIDE.map((step) => stepSeconds(bake, ROLE, step)));
  const untested = (bake: CommandBake) => bake.seconds - testSeconds(bake);
  const seconds = (bake: CommandBake | PackerBake) => bake.seconds;
  const cpu = (bake: CommandBake | PackerBake) => bake.cpu;
  const build = ({ steps }: PackerBake) => steps['packer build'];
  return [
    ...besideOther('by Packer', 'bake, its tests left out', 's', beside(untested, seconds), AIM),
    ...besideOther('by Packer', 'bake, its tests included', 's', beside(seconds, seconds)),
    ...besideOther('by Packer', 'CPU of a bake, its tests included', 'CPU s', beside(cpu, cpu)),
    ...besideOther('by Packer', '  package lists, application, Puppet', 's', beside(inside, build)),
    ...(['launch', 'stop', 'tar', 'remove'] as const).map((step) =>
      figure(
        `  ${step}, around Packer`,
        medianOf(pairs, ({ theirs }) => theirs.steps[step]),
        's',
      ),
    ),
  ];
};
