import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Figure } from '../scripts/bench/figure.ts';

const BENCH = join(import.meta.dirname, '../scripts/bench.ts');

/** `npm run bench -- ...`, to its end. */
const bench = (...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [BENCH, ...argv], (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

test('without a name it lists the benches, a line each', async () => {
  const { code, stdout } = await bench();
  expect(code).toBe(0);
  for (const name of ['demo', 'launch', 'bake', 'compile', 'ledger'])
    expect(stdout).toMatch(new RegExp(`^ +${name} .{20}`, 'm'));
});

test.each([
  [['compil'], 'there is no bench compil', 'did you mean compile?'],
  [['compile', '--rolls', '5'], "Unknown option '--rolls'", 'npm run bench'],
  [['compile', '--entries', '5'], 'the bench compile has no --entries', '--roles 500'],
  [['compile', '--roles', 'many'], '--roles many is not a count', '--roles 500'],
])('%j is refused with a hint', async (argv, message, hint) => {
  const { code, stdout, stderr } = await bench(...argv);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).toMatch(new RegExp(`hint: .*${hint.replace('?', '\\?')}`));
});

test('--json gives figures with their aims, and whether they hold', { timeout: 60_000 }, async () => {
  const { code, stdout } = await bench('compile', '--roles', '2', '--runs', '1', '--json');
  expect(code).toBe(0);
  const { figures } = JSON.parse(stdout) as { figures: Figure[] };
  const aimed = figures.filter(({ aim }) => aim !== undefined);
  expect(aimed.length).toBeGreaterThan(0);
  for (const one of figures) {
    expect(one).toEqual({
      name: expect.any(String),
      value: expect.any(Number),
      unit: expect.any(String),
      ...aimOf(one),
    });
  }
});

const aimOf = ({ value, aim }: Figure) => (aim === undefined ? {} : { aim, holds: value <= aim });
