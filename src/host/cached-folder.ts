import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Effects } from './effects.ts';
import { withExclusiveLock } from './exclusive-lock.ts';
import { runChecked } from './processes.ts';

/**
 * Makes a folder once: `build` fills an empty folder beside `dir`, which then becomes `dir` by one rename. Whole or
 * absent, however a build ends; a second process waits for the first, and finds its result.
 */
export async function cachedFolder(
  dir: string,
  effects: Pick<Effects, 'run'>,
  build: (partial: string) => Promise<void>,
): Promise<string> {
  if (existsSync(dir)) return dir;
  await mkdir(dirname(dir), { recursive: true });
  await withExclusiveLock(`${dir}.lock`, async () => {
    if (existsSync(dir)) return;
    const partial = `${dir}.partial`;
    const discard = () => runChecked(effects.run, { argv: ['rm', '-rf', '--one-file-system', '--', partial] });
    await discard();
    await mkdir(partial, { mode: 0o755 });
    try {
      await build(partial);
      await rename(partial, dir);
    } catch (error) {
      await discard();
      throw error;
    }
  });
  return dir;
}
