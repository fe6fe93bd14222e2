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
/** 2,000 strings take longer than the 200 that the tests' own limits are for. */
const LIMIT_MS = '3600000';

const { values, positionals } = parseArgs({
  options: { strings: { type: 'string', default: '2000' }, seed: { type: 'string' } },
  allowPositionals: true,
});
const root = join(import.meta.dirname, '..');
const env = {
  ...process.env,
  ROLEBAKE_STRINGS: values.strings,
  ...(values.seed === undefined ? {} : { ROLEBAKE_SEED: values.seed }),
  PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
};

/** Seconds that a suite took, and whether it passed. */
function run(suite: string): string {
  const start = performance.now();
  const args = ['run', suite, `--testTimeout=${LIMIT_MS}`, `--hookTimeout=${LIMIT_MS}`, '--reporter=dot'];
  const { status } = spawnSync('vitest', args, { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  return `${suite.padEnd(36)}${seconds.padStart(8)} s  ${status === 0 ? 'passed' : 'FAILED'}`;
}

const wanted = SUITES.filter((suite) => positionals.length === 0 || positionals.some((part) => suite.includes(part)));
const lines = wanted.map(run);
process.stdout.write(`\n${values.strings} strings a place\n${lines.join('\n')}\n`);
if (wanted.length === 0) process.exitCode = 1;
