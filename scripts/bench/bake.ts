import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConverger } from '../../src/converge/bundle/converger.ts';
import { realEffects } from '../../src/host/effects.ts';
import { areaOfNetwork } from '../../src/machines/local/area.ts';
import { parseDigest } from '../../src/snapshots/digest.ts';
import { openSnapshots } from '../../src/snapshots/snapshots.ts';
import { networkOf } from './area.ts';
import type { RunBench } from './bench.ts';
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
const APART = ['seal', 'snapshot', 'tag', 'terminate'] as const;

/** One bake by the command and one by hand, of the same role on the same tree with the same converger. */
interface Pair {
  readonly ours: CommandRun & { readonly cpu: number };
  readonly theirs: HandBake;
}

export const benchBake: RunBench = async ({ lab, counts }) => {
  const hand = handPlace(lab.pid, lab.folder, lab.signal);
  const workspace = await makeWorkspace(lab);
  lab.say('compile, os update, converger');
  const ingredients = await prepare(workspace);
  await using group = await enterCpuGroup(hand.name);
  await networkUp(hand);
  const pairs: Pair[] = [];
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
): Promise<Pair['ours']> {
  await writeFile(join(folder, 'app', 'VERSION'), `1.0.${run}\n`);
  await rolebake('app', 'tag', 'shop', 'app');
  using machines = watchMachines(join(folder, 'state', 'machines'), groups);
  const before = cpuNow();
  const bake = await rolebake('bake', ROLE);
  return { ...bake, cpu: cpuNow() - before + machines.seconds() };
}

function figuresOf(pairs: readonly Pair[]): Figure[] {
  const sum = (run: CommandRun, steps: readonly string[]) =>
    steps.reduce((total, step) => total + stepSeconds(run, ROLE, step), 0);
  const byHand = ({ theirs }: Pair) => STEPS.reduce((total, step) => total + theirs.steps[step], 0);
  return [
    figure(
      'bake by rolebake, the whole command',
      medianOf(pairs, ({ ours }) => ours.seconds),
      's',
    ),
    figure(
      'bake by hand',
      medianOf(pairs, ({ theirs }) => theirs.seconds),
      's',
    ),
    figure(
      'bake, rolebake beside by hand',
      medianOf(pairs, ({ ours, theirs }) => ours.seconds / theirs.seconds),
      'times',
      AIM,
    ),
    figure(
      'bake by rolebake, CPU',
      medianOf(pairs, ({ ours }) => ours.cpu),
      'CPU s',
    ),
    figure(
      'bake by hand, CPU',
      medianOf(pairs, ({ theirs }) => theirs.cpu),
      'CPU s',
    ),
    figure(
      'bake, rolebake beside by hand, CPU',
      medianOf(pairs, ({ ours, theirs }) => ours.cpu / theirs.cpu),
      'times',
      AIM,
    ),
    figure(
      'launch to stop, rolebake beside by hand',
      medianOf(pairs, (pair) => sum(pair.ours, STEPS) / byHand(pair)),
      'times',
    ),
    ...STEPS.flatMap((step) => [
      figure(
        `  ${step}, by rolebake`,
        medianOf(pairs, ({ ours }) => stepSeconds(ours, ROLE, step)),
        's',
      ),
      figure(
        `  ${step}, by hand`,
        medianOf(pairs, ({ theirs }) => theirs.steps[step]),
        's',
      ),
    ]),
    ...APART.map((step) =>
      figure(
        `  ${step}, by rolebake`,
        medianOf(pairs, ({ ours }) => stepSeconds(ours, ROLE, step)),
        's',
      ),
    ),
    figure(
      '  the command around its steps',
      medianOf(pairs, ({ ours }) => ours.seconds - sum(ours, [...STEPS, ...APART])),
      's',
    ),
    figure(
      '  tar of the upper layer, by hand',
      medianOf(pairs, ({ theirs }) => theirs.steps.tar),
      's',
    ),
    figure(
      '  removing the machine, by hand',
      medianOf(pairs, ({ theirs }) => theirs.steps.remove),
      's',
    ),
  ];
}

const AIM = 1.1;
