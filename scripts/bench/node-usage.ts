import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realEffects } from '../../src/host/effects.ts';
import { runChecked } from '../../src/host/processes.ts';
import type { Lab } from './lab.ts';

/** What one program used, Node's own start included. */
export interface Usage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

const HOOK = new URL('usage-hook.mjs', import.meta.url).href;

/** Runs a program with Node and tells what it used. */
export async function usageOf(argv: readonly string[], lab: Lab, cwd = lab.folder): Promise<Usage> {
  const file = join(lab.folder, 'usage.json');
  const began = performance.now();
  await runChecked(realEffects.run, {
    argv: [process.execPath, '--import', HOOK, ...argv],
    cwd,
    env: { ...process.env, ROLEBAKE_BENCH_USAGE: file },
    signal: lab.signal,
  });
  const seconds = (performance.now() - began) / 1000;
  return { seconds, ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<Usage, 'seconds'>) };
}
