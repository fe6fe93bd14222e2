import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Lab } from './lab.ts';

/** A running `compile --watch`. */
export interface Watching extends AsyncDisposable {
  /** Does something to the catalog, and gives the seconds until it is compiled and said. */
  readonly secondsAfter: (act: () => void) => Promise<number>;
}

/** Starts `compile --watch` in a folder, and waits for its first compile. */
export async function startWatching(program: string, cwd: string, lab: Lab): Promise<Watching> {
  const child = spawn(process.execPath, [program, 'compile', '--watch'], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  const said = () => once(child.stderr, 'data', { signal: lab.signal });
  await said();
  return {
    secondsAfter: async (act) => {
      const next = said();
      const began = performance.now();
      act();
      await next;
      return (performance.now() - began) / 1000;
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      await ended;
    },
  };
}
