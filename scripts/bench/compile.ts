import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunBench } from './bench.ts';
import { type Figure, figure } from './figure.ts';
import { inventory } from './inventory.ts';
import type { Lab } from './lab.ts';
import { medianOf } from './median.ts';
import { type Usage, usageOf } from './node-usage.ts';
import { makePackage } from './package.ts';
import { startWatching } from './watch.ts';

const FLOOR = fileURLToPath(new URL('floor.mjs', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../examples/shop/catalog', import.meta.url));

/** What is measured in turns, one right after the other. */
interface Round {
  /** A program that does nothing. */
  readonly node: Usage;
  readonly help: Usage;
  readonly floor: Usage;
  readonly cold: Usage;
  readonly again: Usage;
  readonly oneRole: Usage;
  /** Of half the roles. */
  readonly half: Usage;
}

interface Bench {
  readonly lab: Lab;
  readonly program: string;
}

export const benchCompile: RunBench = async ({ lab, counts }) => {
  const bench = { lab, program: await makePackage(lab) };
  const shop = makeFolder(lab, 'shop');
  cpSync(EXAMPLE, join(shop, 'catalog'), { recursive: true });
  const made = makeFolder(lab, 'made', inventory(counts.roles));
  const half = makeFolder(lab, 'half', inventory(Math.ceil(counts.roles / 2)));
  return [
    ...(await figuresOf('examples/shop', shop, shop, 'web', bench, counts.runs)),
    ...(await figuresOf(`${counts.roles} roles`, made, half, 'role_0', bench, counts.runs, AIMS)),
  ];
};

/** Those of issue 4, which are of 10,000 roles. */
const AIMS = { cold: 8, again: 3, peakMb: 1000, oneRole: 0.25, watch: 20, double: 2, help: 30 };

async function figuresOf(
  name: string,
  folder: string,
  half: string,
  role: string,
  bench: Bench,
  runs: number,
  aims?: typeof AIMS,
): Promise<Figure[]> {
  const { lab, program } = bench;
  lab.say(`${name}: first compile`);
  await usageOf([program, 'compile'], lab, folder);
  const files = makePack(folder);
  const rounds: Round[] = [];
  for (let run = 1; run <= runs; run++) {
    lab.say(`${name}: ${run} of ${runs}`);
    rounds.push(await oneRound(folder, half, role, bench));
  }
  const watched = await watchSeconds(folder, role, bench, runs);
  const of = (part: keyof Round, what: keyof Usage) => medianOf(rounds, (round) => round[part][what]);
  const beside = (part: keyof Round, other: keyof Round) =>
    medianOf(rounds, (round) => round[part].cpuSeconds / round[other].cpuSeconds);
  const help = medianOf(rounds, ({ help, node }) => (help.seconds - node.seconds) * 1000);
  return [
    figure(`${name}: files written`, files, 'files'),
    figure(`${name}: floor, CPU`, of('floor', 'cpuSeconds'), 'CPU s'),
    figure(`${name}: floor, wall`, of('floor', 'seconds'), 's'),
    figure(`${name}: cold compile, CPU`, of('cold', 'cpuSeconds'), 'CPU s'),
    figure(`${name}: cold compile, wall`, of('cold', 'seconds'), 's'),
    figure(`${name}: cold compile, peak memory`, of('cold', 'peakMb'), 'MB', aims?.peakMb),
    figure(`${name}: cold compile beside the floor, CPU`, beside('cold', 'floor'), 'times', aims?.cold),
    figure(`${name}: compile again, CPU`, of('again', 'cpuSeconds'), 'CPU s'),
    figure(`${name}: compile again beside the floor, CPU`, beside('again', 'floor'), 'times', aims?.again),
    figure(`${name}: cold compile beside half the roles, CPU`, beside('cold', 'half'), 'times', aims?.double),
    figure(`${name}: one role changed, CPU`, of('oneRole', 'cpuSeconds'), 'CPU s'),
    figure(`${name}: one role changed, wall`, of('oneRole', 'seconds'), 's', aims?.oneRole),
    figure(
      `${name}: one role changed, while watching, wall`,
      medianOf(watched, (one) => one * 1000),
      'ms',
      aims?.watch,
    ),
    figure(`${name}: --help beyond the start of Node, wall`, help, 'ms', aims?.help),
  ];
}

async function oneRound(folder: string, half: string, role: string, { lab, program }: Bench): Promise<Round> {
  const node = await usageOf(['--eval', '0'], lab);
  const help = await usageOf([program, '--help'], lab, folder);
  forget(folder);
  forget(half);
  const floor = await usageOf([FLOOR, join(folder, 'catalog'), join(folder, 'pack'), join(folder, 'floor')], lab);
  const halfUsage = await usageOf([program, 'compile'], lab, half);
  forget(folder);
  const cold = await usageOf([program, 'compile'], lab, folder);
  const again = await usageOf([program, 'compile'], lab, folder);
  changeRole(folder, role);
  const oneRole = await usageOf([program, 'compile'], lab, folder);
  return { node, help, floor, cold, again, oneRole, half: halfUsage };
}

/** Removes all that a compile or the floor has left. */
function forget(folder: string): void {
  for (const made of ['generated', 'floor', 'cache']) rmSync(join(folder, made), { recursive: true, force: true });
}

let changes = 0;

function changeRole(folder: string, role: string): void {
  const file = join(folder, `catalog/roles/${role}.yaml`);
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/^summary: .*$/m, `summary: Changed for the ${++changes}. time`),
  );
}

async function watchSeconds(folder: string, role: string, { lab, program }: Bench, runs: number): Promise<number[]> {
  await using watching = await startWatching(program, folder, lab);
  const seconds: number[] = [];
  for (let run = 0; run < runs + WARM_UP; run++)
    seconds.push(await watching.secondsAfter(() => changeRole(folder, role)));
  return seconds.slice(WARM_UP);
}

/** The first changes find code that no compiler has made fast yet. */
const WARM_UP = 3;

/** What a compile wrote, as the floor takes it. Gives the number of files. */
function makePack(folder: string): number {
  const generated = join(folder, 'generated');
  const entries = readdirSync(generated, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => join(entry.parentPath, entry.name));
  const contents = files.map((file) => readFileSync(file));
  const index = files.map((file, at) => [relative(generated, file), contents[at]?.length]);
  writeFileSync(join(folder, 'pack'), Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), ...contents]));
  return files.length;
}

function makeFolder(lab: Lab, name: string, catalog: ReadonlyMap<string, string> = new Map()): string {
  const folder = join(lab.memory, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'rolebake.yaml'), 'catalog: catalog\ncache: cache\n');
  for (const [path, text] of catalog) writeText(join(folder, 'catalog', path), text);
  return folder;
}

function writeText(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}
