import type { RunBench } from './bench.ts';
import { besideOther, numbersOf } from './beside.ts';
import { stepSeconds } from './command.ts';
import { type CommandBake, commandedBake, ROLE, TESTS, testSeconds } from './commanded-bake.ts';
import { enterCpuGroup } from './cpu-group.ts';
import { type Figure, figure } from './figure.ts';
import { bakeByHand, type HandBake } from './hand/bake.ts';
import { networkUp } from './hand/network.ts';
import { handPlace } from './hand/place.ts';
import { inTurns } from './in-turns.ts';
import { medianOf } from './median.ts';
import { sum } from './sum.ts';

const STEPS = ['launch', 'refresh package lists', 'unpack application', 'converge (puppet)', 'stop'] as const;
const APART = ['list packages', 'seal', 'snapshot', 'tag', 'terminate'] as const;
const AIM = 1.1;

/** One bake by the command and one by hand, of the same role on the same tree with the same converger. */
interface BakePair {
  readonly ours: CommandBake;
  readonly theirs: HandBake;
}

export const benchBake: RunBench = async ({ lab, counts }) => {
  const hand = handPlace(lab.pid, lab.folder, lab.signal);
  const { ingredients, bake } = await commandedBake(lab);
  await using group = await enterCpuGroup(hand.name);
  await networkUp(hand);
  const theirs = () => bakeByHand(hand, ingredients, group.seconds);
  return figuresOf(await inTurns(lab, counts.runs, () => bake(group.seconds), theirs));
};

function figuresOf(pairs: readonly BakePair[]): Figure[] {
  const beside = (ours: (bake: CommandBake) => number, theirs: (bake: HandBake) => number) =>
    numbersOf(pairs, ours, theirs);
  const all = (steps: readonly (typeof STEPS)[number][]) =>
    beside(
      (ours) => sum(steps.map((step) => stepSeconds(ours, ROLE, step))),
      (theirs) => sum(steps.map((step) => theirs.steps[step])),
    );
  const untested = beside(
    (ours) => ours.seconds - testSeconds(ours),
    ({ seconds }) => seconds,
  );
  const seconds = (bake: CommandBake | HandBake) => bake.seconds;
  const cpu = (bake: CommandBake | HandBake) => bake.cpu;
  return [
    ...besideOther('by hand', 'bake, its tests left out', 's', untested, AIM),
    figure(
      'the tests of a bake',
      medianOf(pairs, ({ ours }) => testSeconds(ours)),
      's',
    ),
    ...besideOther('by hand', 'bake, its tests included', 's', beside(seconds, seconds)),
    ...besideOther('by hand', 'CPU of a bake, its tests included', 'CPU s', beside(cpu, cpu)),
    ...besideOther('by hand', 'launch to stop', 's', all(STEPS)),
    ...STEPS.flatMap((step) => besideOther('by hand', `  ${step}`, 's', all([step]))),
    ...apart(pairs),
  ];
}

/** What only one of the two does, or each in its own way. */
function apart(pairs: readonly BakePair[]): Figure[] {
  const ofStep = (step: string) => medianOf(pairs, ({ ours }) => stepSeconds(ours, ROLE, step));
  const around = ({ ours }: BakePair) => ours.seconds - sum(ours.steps.map(({ seconds }) => seconds));
  return [
    ...[...TESTS, ...APART].map((step) => figure(`  ${step}, by rolebake`, ofStep(step), 's')),
    figure('  around the steps, by rolebake', medianOf(pairs, around), 's'),
    ...(['tar', 'remove'] as const).map((step) => {
      const value = medianOf(pairs, ({ theirs }) => theirs.steps[step]);
      return figure(`  ${step === 'tar' ? 'tar of the upper layer' : 'removing the machine'}, by hand`, value, 's');
    }),
  ];
}
