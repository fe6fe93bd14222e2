import { realEffects } from '../../src/host/effects.ts';
import { areaOfNetwork } from '../../src/machines/local/area.ts';
import { type LocalMachines, localMachines } from '../../src/machines/local/local-machines.ts';
import { connect } from '../../src/ssh/connect.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { buildOsTree } from '../../src/streams/os.ts';
import { networkOf } from './area.ts';
import type { BenchContext, RunBench } from './bench.ts';
import { besideByHand, numbersOf, type Pair } from './beside.ts';
import { cpuHierarchy, enterCpuGroup, groupSeconds } from './cpu-group.ts';
import type { Figure } from './figure.ts';
import { shutDown, up } from './hand/machine.ts';
import { networkUp } from './hand/network.ts';
import { type HandPlace, handPlace, removeMachine } from './hand/place.ts';
import { stateOfWorkspace } from './workspace.ts';

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
  const subnet = networkOf(lab.pid);
  const rolebake = rolebakeLauncher(
    localMachines({ state: stateOfWorkspace(lab.folder), subnet }),
    `${await cpuHierarchy()}/${areaOfNetwork(subnet)}`,
    lower,
  );
  await rolebake.hold();
  const pairs: Pair<Launch>[] = [];
  for (let run = 0; run < counts.runs; run++) {
    lab.signal.throwIfAborted();
    const theirs = await byHand(hand, lower, group.seconds);
    const ours = await rolebake.launch(`bench-${run}`, group.seconds);
    lab.say(`${run + 1} of ${counts.runs}: rolebake ${ours.ms.toFixed(0)} ms, by hand ${theirs.ms.toFixed(0)} ms`);
    pairs.push({ ours, theirs });
  }
  return figuresOf(pairs.slice(Math.min(1, pairs.length - 1)));
};

function rolebakeLauncher(machines: LocalMachines, groups: string, lower: string) {
  const start = async (id: string) => {
    const [host, user] = [generateKeyPair('host'), generateKeyPair('user')];
    const wishes = { purpose: 'bake', labels: {}, layers: [lower], credentials: {}, outbound: true } as const;
    const machine = await machines.launch({ ...wishes, id, hostKey: host, authorizedKey: user.publicKey });
    const { privateKey } = user;
    await using ssh = await connect({
      host: machine.address,
      port: 22,
      user: 'root',
      hostKey: host.publicKey,
      privateKey,
    });
    await ssh.run(['true']);
  };
  const launch = async (id: string, cpuNow: () => number): Promise<Launch> => {
    const [began, cpuBefore] = [performance.now(), cpuNow()];
    await start(id);
    const ms = performance.now() - began;
    const cpu = cpuNow() - cpuBefore + (groupSeconds(`${groups}/${id}`) ?? 0);
    await machines.stop(id);
    await machines.terminate(id);
    return { ms, cpu };
  };
  /** A machine that stays keeps the network up, as it is for the one made by hand. */
  return { hold: () => start('holds-the-network'), launch };
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
    ...besideByHand('launch to ssh', 'ms', numbersOf(pairs, ms, ms), 1.3),
    ...besideByHand('CPU of a launch', 'CPU s', numbersOf(pairs, cpu, cpu)),
  ];
}
