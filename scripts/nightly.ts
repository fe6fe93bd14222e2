import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** `npm run nightly -- [--strings N] [--seed N] [FILTER...]`: hostile strings through every tool, each suite with its seconds. */
const SUITES = [
  'test/hostile/places',
  'test/encode/literals',
  'test/encode/names',
  'test/encode/systemd',
  'test/encode/templates',
  'test/hostile/told',
  'test/hostile/unit-texts',
  'test/catalog/formats',
  'test/compile/types',
  'test/config-repo/hostile-messages',
  'test/logs',
  'test/hostile/machines',
] as const;
/** A machine takes so many strings in each of its places at once; more go through others, with seeds of their own. */
const STRINGS_A_MACHINE = 200;
const ON_MACHINES: readonly string[] = ['test/hostile/machines'];
/** 2,000 strings take longer than the 200 that the tests' own limits are for. */
const LIMIT_MS = '3600000';

const { values, positionals } = parseArgs({
  options: { strings: { type: 'string', default: '2000' }, seed: { type: 'string' } },
  allowPositionals: true,
});
const root = join(import.meta.dirname, '..');
const PATH = `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;

/** Seconds that a suite took, and whether it passed. */
function run(suite: string): string {
  const start = performance.now();
  const parts = partsOf(suite, Number(values.strings));
  const isPassed = parts.every((part) => runPart(suite, part));
  if (!isPassed) process.exitCode = 1;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  return `${suite.padEnd(36)}${seconds.padStart(8)} s  ${isPassed ? 'passed' : 'FAILED'}`;
}

interface Part {
  readonly strings: number;
  /** Undefined: the tests' own. */
  readonly seed: number | undefined;
}

function partsOf(suite: string, strings: number): Part[] {
  const seed = values.seed === undefined ? undefined : Number(values.seed);
  if (!ON_MACHINES.includes(suite)) return [{ strings, seed }];
  const count = Math.ceil(strings / STRINGS_A_MACHINE);
  return Array.from({ length: count }, (_, index) => ({ strings: STRINGS_A_MACHINE, seed: (seed ?? 1) + index }));
}

function runPart(suite: string, { strings, seed }: Part): boolean {
  const args = ['run', suite, `--testTimeout=${LIMIT_MS}`, `--hookTimeout=${LIMIT_MS}`, '--reporter=dot'];
  const seeded = seed === undefined ? {} : { ROLEBAKE_SEED: String(seed) };
  const env = { ...process.env, ROLEBAKE_STRINGS: String(strings), ...seeded, PATH };
  return spawnSync('vitest', args, { cwd: root, env, stdio: 'inherit' }).status === 0;
}

const wanted = SUITES.filter((suite) => positionals.length === 0 || positionals.some((part) => suite.includes(part)));
const lines = wanted.map(run);
process.stdout.write(`\n${values.strings} strings a place\n${lines.join('\n')}\n`);
if (wanted.length === 0) process.exitCode = 1;
