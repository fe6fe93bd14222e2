import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunBench } from './bench.ts';
import { MAIN } from './command.ts';
import { type Figure, figure } from './figure.ts';
import { inventory } from './inventory.ts';
import type { Lab } from './lab.ts';
import { medianOf } from './median.ts';
import { type Usage, usageOf } from './node-usage.ts';

const FLOOR = fileURLToPath(new URL('floor.ts', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../../examples/shop/catalog', import.meta.url));

/** A cold compile, the same again, and the floor, in turns. */
interface Round {
  readonly cold: Usage;
  readonly again: Usage;
  readonly floor: Usage;
}

export const benchCompile: RunBench = async ({ lab, counts }) => {
  const shop = makeFolder(lab, 'shop');
  cpSync(EXAMPLE, join(shop, 'catalog'), { recursive: true });
  const made = makeFolder(lab, 'made');
  for (const [path, text] of inventory(counts.roles)) writeText(join(made, 'catalog', path), text);
  const start = await repeat(counts.runs, () => usageOf(['--eval', '0'], lab));
  return [
    figure(
      'Node, started and ended: CPU',
      medianOf(start, ({ cpuSeconds }) => cpuSeconds),
      'CPU s',
    ),
    ...(await figuresOf('examples/shop', shop, lab, counts.runs)),
    ...(await figuresOf(`${counts.roles} roles`, made, lab, counts.runs, { cold: 8, again: 3, peakMb: 1000 })),
  ];
};

interface Aims {
  readonly cold: number;
  readonly again: number;
  readonly peakMb: number;
}

async function figuresOf(name: string, folder: string, lab: Lab, runs: number, aims?: Aims): Promise<Figure[]> {
  lab.say(`${name}: first compile`);
  await usageOf([MAIN, 'compile'], lab, folder);
  const files = makePack(folder);
  const rounds = await repeat(runs, async (run) => {
    lab.say(`${name}: ${run + 1} of ${runs}`);
    return await oneRound(folder, lab);
  });
  const cpu = (part: keyof Round) => (round: Round) => round[part].cpuSeconds;
  const beside = (part: keyof Round) => (round: Round) => round[part].cpuSeconds / round.floor.cpuSeconds;
  return [
    figure(`${name}: files written`, files, 'files'),
    figure(`${name}: cold compile, CPU`, medianOf(rounds, cpu('cold')), 'CPU s'),
    figure(
      `${name}: cold compile, wall`,
      medianOf(rounds, ({ cold }) => cold.seconds),
      's',
    ),
    figure(
      `${name}: cold compile, peak memory`,
      medianOf(rounds, ({ cold }) => cold.peakMb),
      'MB',
      aims?.peakMb,
    ),
    figure(`${name}: compile again, CPU`, medianOf(rounds, cpu('again')), 'CPU s'),
    figure(`${name}: floor, CPU`, medianOf(rounds, cpu('floor')), 'CPU s'),
    figure(
      `${name}: floor, wall`,
      medianOf(rounds, ({ floor }) => floor.seconds),
      's',
    ),
    figure(`${name}: cold compile beside the floor, CPU`, medianOf(rounds, beside('cold')), 'times', aims?.cold),
    figure(`${name}: compile again beside the floor, CPU`, medianOf(rounds, beside('again')), 'times', aims?.again),
  ];
}

async function oneRound(folder: string, lab: Lab): Promise<Round> {
  for (const made of ['generated', 'floor']) rmSync(join(folder, made), { recursive: true, force: true });
  const floor = await usageOf([FLOOR, join(folder, 'catalog'), join(folder, 'pack'), join(folder, 'floor')], lab);
  const cold = await usageOf([MAIN, 'compile'], lab, folder);
  const again = await usageOf([MAIN, 'compile'], lab, folder);
  return { cold, again, floor };
}

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

function makeFolder(lab: Lab, name: string): string {
  const folder = join(lab.memory, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'rolebake.yaml'), 'catalog: catalog\n');
  return folder;
}

function writeText(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

async function repeat<T>(count: number, act: (run: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let run = 0; run < count; run++) results.push(await act(run));
  return results;
}
