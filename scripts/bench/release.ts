import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { realEffects } from '../../src/host/effects.ts';
import { parseDigest } from '../../src/naming/digest.ts';
import { FRONT_PACKAGES } from '../../src/release/front/front-machines.ts';
import { Snapshots } from '../../src/snapshots/snapshots.ts';
import { buildOsTree } from '../../src/streams/os.ts';
import { Clients } from '../../test/release/clients.ts';
import type { RunBench } from './bench.ts';
import { besideOther, numbersOf } from './beside.ts';
import { type CommandRun, stepSeconds } from './command.ts';
import { figure } from './figure.ts';
import { shutDown, up } from './hand/machine.ts';
import { networkUp } from './hand/network.ts';
import { type HandPlace, handPlace, removeMachine } from './hand/place.ts';
import { inTurns } from './in-turns.ts';
import type { Lab } from './lab.ts';
import { medianOf } from './median.ts';
import { hostIn, PORT, writeSystem } from './release-system.ts';
import { makeWorkspace, stateOfWorkspace, type Workspace } from './workspace.ts';

/** Requests a second while a release is switched. */
const RATE = 200;
const PATIENCE = ['--wait', '600', '--drain', '5'];

/** Until a page came, by the balancer; until the last machine had its page, where there is none. */
interface Serving {
  readonly seconds: number;
}

/** A release in an environment, beside the same machines made by hand; the way to the next one; many machines in one. */
export const benchRelease: RunBench = async ({ lab, counts }) => {
  const workspace = await preparedWorkspace(lab, counts.machines);
  const front = (await buildOsTree({ suite: 'bookworm', packages: FRONT_PACKAGES }, realEffects)).dir;
  const image = await imageOf(workspace, lab);
  const hand = handPlace(lab.pid, lab.folder, lab.signal);
  await networkUp(hand);
  const few = await inTurns(
    lab,
    counts.runs,
    () => serving(workspace, 'few'),
    () => byHand(hand, front, image),
  );
  const switched = await switchTo(workspace, lab);
  lab.say(`${counts.machines} machines in one release`);
  const many = await serving(workspace, 'many', 'bench@2');
  return [
    ...besideOther('by hand', 'up to serving, 2 machines', 's', numbersOf(few, secondsOf, secondsOf)),
    ...STEPS.map((step) =>
      figure(
        `  ${step}`,
        medianOf(few, ({ ours }) => stepSeconds(ours.run, 'few', step)),
        's',
      ),
    ),
    figure('up to the next release, 2 machines', switched.run.seconds, 's'),
    figure('  switch balancers', stepSeconds(switched.run, 'few', 'switch balancers'), 's'),
    figure(`  requests that failed, of ${switched.answered}`, switched.failed, 'requests', 0),
    figure(`up to serving, ${counts.machines} machines`, many.seconds, 's'),
    ...STEPS.map((step) => figure(`  ${step}`, stepSeconds(many.run, 'many', step), 's')),
  ];
};

/** What takes most of a first `up`. */
const STEPS = ['resolver', 'balancers', 'launch page', 'check page'];

const secondsOf = ({ seconds }: Serving): number => seconds;

/** Releases 1 and 2 of the system. */
async function preparedWorkspace(lab: Lab, machines: number): Promise<Workspace> {
  const workspace = await makeWorkspace(lab);
  await writeSystem(workspace.folder, 1, machines);
  for (const argv of [['os', 'update'], ...RELEASE]) await said(workspace, lab, argv);
  await writeSystem(workspace.folder, 2, machines);
  for (const argv of RELEASE) await said(workspace, lab, argv);
  return workspace;
}

const RELEASE = [
  ['bake', 'page'],
  ['release', 'cut', 'bench'],
];

async function said({ rolebake }: Workspace, { say }: Lab, argv: readonly string[]): Promise<CommandRun> {
  say(argv.join(' '));
  return await rolebake(...argv);
}

/** The trees of release 1's image, as overlay's `lowerdir` takes them. */
async function imageOf({ rolebake }: Workspace, lab: Lab): Promise<string> {
  const { data } = await rolebake('show', 'role/page@1');
  const { entry } = data as { readonly entry: { readonly digest: string } };
  const snapshots = new Snapshots(join(stateOfWorkspace(lab.folder), 'snapshots'), realEffects);
  return snapshots.layers(parseDigest(entry.digest)).toReversed().join(':');
}

/** The whole command, until a client that asks the environment's name server has its page; then all of it is ended. */
async function serving(workspace: Workspace, environment: string, release = 'bench@1') {
  const run = await workspace.rolebake('up', release, '--env', environment, ...PATIENCE);
  const clients = await clientsOf(workspace, environment);
  const began = performance.now();
  await clients.page();
  const seconds = run.seconds + (performance.now() - began) / 1000;
  await workspace.rolebake('down', '--env', environment);
  return { seconds, run };
}

async function clientsOf({ rolebake }: Workspace, environment: string): Promise<Clients> {
  const { data } = await rolebake('status', '--env', environment);
  const [status] = data as readonly { readonly resolver?: string }[];
  return new Clients(status?.resolver ?? '', hostIn(environment));
}

/** As many machines of the same trees, all at once, until each that serves pages has given one. */
async function byHand(place: HandPlace, front: string, image: string): Promise<Serving> {
  const trees = [image, image, front, front];
  const began = performance.now();
  const machines = await Promise.all(trees.map((lower, at) => up({ place, index: at + 2, lower })));
  for (const { address } of machines.slice(0, 2)) await pageAt(address);
  const seconds = (performance.now() - began) / 1000;
  await Promise.all(machines.map(shutDown));
  for (const { name } of machines) await removeMachine(place, name);
  return { seconds };
}

async function pageAt(host: string): Promise<void> {
  const isThere = (): Promise<boolean> =>
    new Promise((resolve) => {
      const asked = get({ host, port: PORT, agent: false }, (response) =>
        resolve(response.resume().statusCode === 200),
      );
      asked.on('error', () => resolve(false));
    });
  while (!(await isThere())) await sleep(20);
}

/** From release 1 to 2 under a steady load. */
async function switchTo(workspace: Workspace, lab: Lab) {
  await said(workspace, lab, ['up', 'bench@1', '--env', 'few', ...PATIENCE]);
  const load = (await clientsOf(workspace, 'few')).load(RATE);
  const run = await said(workspace, lab, ['up', 'bench@2', '--env', 'few', ...PATIENCE]);
  const { answered, failures } = await load.stop();
  await workspace.rolebake('down', '--env', 'few');
  return { run, answered, failed: failures.length };
}
