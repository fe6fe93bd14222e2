import { buildConverger } from '../src/converge/bundle/converger.ts';
import { realEffects } from '../src/host/effects.ts';
import { buildOsTree } from '../src/streams/os.ts';
import { CACHE } from './converge/machine.ts';

/** Fills the host's caches before any test, so that no test's time depends on whether it is the first. */
export async function setup(): Promise<void> {
  const started = performance.now();
  await Promise.all([
    buildOsTree({ suite: 'bookworm' }, realEffects),
    buildConverger({ cacheDir: CACHE }, realEffects),
  ]);
  const seconds = (performance.now() - started) / 1000;
  if (seconds > 5) process.stdout.write(`base tree and converger built in ${seconds.toFixed(0)} s\n`);
}
