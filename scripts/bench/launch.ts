import { realEffects } from '../../src/host/effects.ts';
import { buildOsTree } from '../../src/streams/os.ts';
import type { BenchContext, RunBench } from './bench.ts';
import { besideOther, numbersOf, type Pair } from './beside.ts';
import { enterCpuGroup } from './cpu-group.ts';
import type { Figure } from './figure.ts';
import { shutDown, up } from './hand/machine.ts';
import { networkUp } from './hand/network.ts';
import { type HandPlace, handPlace, removeMachine } from './hand/place.ts';
import { type Launcher, launcherOf } from './launcher.ts';

/** Until a command has run over ssh, in milliseconds; CPU seconds of the host's programs and of the machine. */
interface Launch {
  readonly ms: number;
  readonly cpu: number;
}

/** rolebake and a person launch a machine of the same tree in turns. */
export const benchLaunch: RunBench = async ({ lab, counts }: BenchContext) => {
  const hand = handPlace(lab.pid, lab.folder, lab.signal);
  lab.say('base tree');
  const { dir: lower } = await buildOsTree({ suite: 'bookworm' }, realEffects);
  await using group = await enterCpuGroup(hand.name);
  await networkUp(hand);
  const launcher = await launcherOf(lab, lower);
  // A machine that stays keeps the network up, as it is for the one made by hand.
  await launcher.start('holds-the-network');
  const pairs: Pair<Launch>[] = [];
  for (let run = 0; run < counts.runs; run++) {
    lab.signal.throwIfAborted();
    const theirs = await byHand(hand, lower, group.seconds);
    const ours = await byRolebake(launcher, `bench-${run}`, group.seconds);
    lab.say(`${run + 1} of ${counts.runs}: rolebake ${ours.ms.toFixed(0)} ms, by hand ${theirs.ms.toFixed(0)} ms`);
    pairs.push({ ours, theirs });
  }
  return figuresOf(pairs.slice(Math.min(1, pairs.length - 1)));
};

async function byRolebake(launcher: Launcher, id: string, cpuNow: () => number): Promise<Launch> {
  const [began, cpuBefore] = [performance.now(), cpuNow()];
  await launcher.start(id);
  const ms = performance.now() - began;
  const cpu = cpuNow() - cpuBefore + launcher.cpuOf(id);
  await launcher.end(id);
  return { ms, cpu };
}

async function byHand(place: HandPlace, lower: string, cpuNow: () => number): Promise<Launch> {
  const [began, cpuBefore] = [performance.now(), cpuNow()];
  const machine = await up({ place, index: 2, lower });
  const [ms, cpu] = [performance.now() - began, cpuNow() - cpuBefore];
  await shutDown(machine);
  await removeMachine(place, machine.name);
  return { ms, cpu };
}

/** The first pair warms the caches. */
function figuresOf(pairs: readonly Pair<Launch>[]): Figure[] {
  const ms = (launch: Launch) => launch.ms;
  const cpu = (launch: Launch) => launch.cpu;
  return [
    ...besideOther('by hand', 'launch to ssh', 'ms', numbersOf(pairs, ms, ms), 1.3),
    ...besideOther('by hand', 'CPU of a launch', 'CPU s', numbersOf(pairs, cpu, cpu)),
  ];
}
