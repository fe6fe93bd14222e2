import { realEffects } from '../../src/host/effects.ts';
import { buildOsTree } from '../../src/streams/os.ts';
import type { RunBench } from './bench.ts';
import { besideOther, numbersOf } from './beside.ts';
import { enterCpuGroup } from './cpu-group.ts';
import { figure } from './figure.ts';
import { shutDown, up } from './hand/machine.ts';
import { networkUp } from './hand/network.ts';
import { type HandPlace, handPlace, removeMachine } from './hand/place.ts';
import { inTurns } from './in-turns.ts';
import { type Launcher, launcherOf } from './launcher.ts';
import { medianOf } from './median.ts';
import { sum } from './sum.ts';

const AIM = 1.2;

/** Until a command has run in the last of them, CPU seconds until then, and how many did not come so far. */
interface Crowd {
  readonly seconds: number;
  readonly cpu: number;
  readonly missing: number;
}

/** So many machines launched at one moment, beside as many made by hand at one moment. */
export const benchMany: RunBench = async ({ lab, counts }) => {
  const hand = handPlace(lab.pid, lab.folder, lab.signal);
  lab.say('base tree');
  const { dir: lower } = await buildOsTree({ suite: 'bookworm' }, realEffects);
  await using group = await enterCpuGroup(hand.name);
  await networkUp(hand);
  const launcher = await launcherOf(lab, lower);
  await launcher.start('holds-the-network');
  let round = 0;
  const pairs = await inTurns(
    lab,
    counts.runs,
    () => byRolebake(launcher, counts.machines, round++, group.seconds),
    () => byHand(hand, lower, counts.machines, group.seconds),
  );
  const missing = (crowd: Crowd) => crowd.missing;
  const seconds = (crowd: Crowd) => crowd.seconds;
  const cpu = (crowd: Crowd) => crowd.cpu;
  const what = `${counts.machines} machines at once`;
  return [
    ...besideOther('by hand', what, 's', numbersOf(pairs, seconds, seconds), AIM),
    figure(
      `${what}, those of rolebake that did not come`,
      medianOf(pairs, ({ ours }) => missing(ours)),
      'machines',
      0,
    ),
    figure(
      `${what}, those by hand that did not come`,
      medianOf(pairs, ({ theirs }) => missing(theirs)),
      'machines',
    ),
    ...besideOther('by hand', `${what}, CPU`, 'CPU s', numbersOf(pairs, cpu, cpu)),
  ];
};

async function byRolebake(launcher: Launcher, count: number, round: number, cpuNow: () => number): Promise<Crowd> {
  const ids = Array.from({ length: count }, (_, index) => `bench-${round}-${index}`);
  const crowd = await allOf(ids, launcher.start, cpuNow);
  const cpu = crowd.cpu + sum(ids.map(launcher.cpuOf));
  await Promise.allSettled(ids.map(launcher.end));
  return { ...crowd, cpu };
}

async function byHand(place: HandPlace, lower: string, count: number, cpuNow: () => number): Promise<Crowd> {
  const machines: Awaited<ReturnType<typeof up>>[] = [];
  const indices = Array.from({ length: count }, (_, index) => index + 2);
  const start = async (index: number): Promise<void> => void machines.push(await up({ place, index, lower }));
  const crowd = await allOf(indices, start, cpuNow);
  await Promise.all(machines.map(shutDown));
  for (const index of indices) await removeMachine(place, `${place.name}-${index}`);
  return crowd;
}

async function allOf<T>(ones: readonly T[], start: (one: T) => Promise<void>, cpuNow: () => number): Promise<Crowd> {
  const [began, before] = [performance.now(), cpuNow()];
  const outcomes = await Promise.allSettled(ones.map(start));
  const [seconds, cpu] = [(performance.now() - began) / 1000, cpuNow() - before];
  return { seconds, cpu, missing: outcomes.filter(({ status }) => status === 'rejected').length };
}
