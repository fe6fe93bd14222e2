import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConverger } from '../../src/converge/bundle/converger.ts';
import { realEffects } from '../../src/host/effects.ts';
import { areaOfNetwork } from '../../src/machines/local/area.ts';
import { parseDigest } from '../../src/naming/digest.ts';
import { openSnapshots } from '../../src/snapshots/snapshots.ts';
import { networkOf } from './area.ts';
import type { RunBench } from './bench.ts';
import { besideByHand, numbersOf } from './beside.ts';
import { type CommandRun, stepSeconds } from './command.ts';
import { cpuHierarchy, enterCpuGroup } from './cpu-group.ts';
import { type Figure, figure } from './figure.ts';
import { bakeByHand, type HandBake, type HandIngredients } from './hand/bake.ts';
import { networkUp } from './hand/network.ts';
import { handPlace } from './hand/place.ts';
import { watchMachines } from './machine-cpu.ts';
import { medianOf } from './median.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

const CACHE = '/var/cache/rolebake';
const ROLE = 'web';
const STEPS = ['launch', 'refresh package lists', 'unpack application', 'converge (puppet)', 'stop'] as const;
const APART = ['list packages', 'seal', 'snapshot', 'tag', 'terminate'] as const;
/** What nobody does by hand, and the aim leaves out. */
const TESTS = ['converge again', 'check', 'launch image', 'check image'] as const;

type CommandBake = CommandRun & { readonly cpu: number };

/** One bake by the command and one by hand, of the same role on the same tree with the same converger. */
interface BakePair {
  readonly ours: CommandBake;
  readonly theirs: HandBake;
}

export const benchBake: RunBench = async ({ lab, counts }) => {
  const hand = handPlace(lab.pid, lab.folder, lab.signal);
  const workspace = await makeWorkspace(lab);
  lab.say('compile, os update, converger');
  const ingredients = await prepare(workspace);
  await using group = await enterCpuGroup(hand.name);
  await networkUp(hand);
  const pairs: BakePair[] = [];
  const groups = `${await cpuHierarchy()}/${areaOfNetwork(networkOf(lab.pid))}`;
  const ours = (run: number) => bakeByCommand(workspace, { run, groups, cpuNow: group.seconds });
  const theirs = () => bakeByHand(hand, ingredients, group.seconds);
  for (let run = 0; run < counts.runs; run++) {
    lab.signal.throwIfAborted();
    const first = run % 2 === 0 ? undefined : await theirs();
    const pair = { ours: await ours(run), theirs: first ?? (await theirs()) };
    const [us, them] = [pair.ours.seconds.toFixed(1), pair.theirs.seconds.toFixed(1)];
    lab.say(`${run + 1} of ${counts.runs}: rolebake ${us} s, by hand ${them} s`);
    pairs.push(pair);
  }
  return figuresOf(pairs);
};

async function prepare({ folder, rolebake }: Workspace): Promise<HandIngredients> {
  await rolebake('compile');
  const { data } = await rolebake('os', 'update');
  const digest = parseDigest((data as { entry: { digest: string } }).entry.digest);
  const snapshots = await openSnapshots(join(folder, 'state', 'snapshots'), realEffects);
  const [lower = ''] = snapshots.layers(digest);
  const converger = (await buildConverger({ cacheDir: CACHE }, realEffects)).dir;
  const [application, tree] = [join(folder, 'app'), join(folder, 'generated', 'puppet')];
  return { role: ROLE, lower, converger, application, applicationTarget: '/opt/shop', tree };
}

/** Each bake is of a new release of the application, so that none is kept for its key. */
async function bakeByCommand(
  { folder, rolebake }: Workspace,
  { run, groups, cpuNow }: { readonly run: number; readonly groups: string; readonly cpuNow: () => number },
): Promise<CommandBake> {
  await writeFile(join(folder, 'app', 'VERSION'), `1.0.${run}\n`);
  await rolebake('app', 'tag', 'shop', 'app');
  using machines = watchMachines(join(folder, 'state', 'machines'), groups);
  const before = cpuNow();
  const bake = await rolebake('bake', ROLE);
  return { ...bake, cpu: cpuNow() - before + machines.seconds() };
}

function figuresOf(pairs: readonly BakePair[]): Figure[] {
  const beside = (ours: (bake: CommandBake) => number, theirs: (bake: HandBake) => number) =>
    numbersOf(pairs, ours, theirs);
  const all = (steps: readonly (typeof STEPS)[number][]) =>
    beside(
      (ours) => sum(steps.map((step) => stepSeconds(ours, ROLE, step))),
      (theirs) => sum(steps.map((step) => theirs.steps[step])),
    );
  const tests = (ours: CommandBake) => sum(TESTS.map((step) => stepSeconds(ours, ROLE, step)));
  const untested = beside(
    (ours) => ours.seconds - tests(ours),
    ({ seconds }) => seconds,
  );
  const seconds = (bake: CommandBake | HandBake) => bake.seconds;
  const cpu = (bake: CommandBake | HandBake) => bake.cpu;
  return [
    ...besideByHand('bake, its tests left out', 's', untested, AIM),
    figure(
      'the tests of a bake',
      medianOf(pairs, ({ ours }) => tests(ours)),
      's',
    ),
    ...besideByHand('bake, its tests included', 's', beside(seconds, seconds)),
    ...besideByHand('CPU of a bake, its tests included', 'CPU s', beside(cpu, cpu)),
    ...besideByHand('launch to stop', 's', all(STEPS)),
    ...STEPS.flatMap((step) => besideByHand(`  ${step}`, 's', all([step]))),
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

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const AIM = 1.1;
