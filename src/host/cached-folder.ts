import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Effects } from './effects.ts';
import { withExclusiveLock } from './exclusive-lock.ts';
import { runChecked } from './processes.ts';

const PARTIAL = '.partial-';

/**
 * Makes a folder once: `build` fills an empty folder beside `dir`, which then becomes `dir` by one rename. Whole or
 * absent, however a build ends; a second process waits for the first, and finds its result. What a builder that was
 * killed has started may still write: to a folder that no other one ever has.
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
    await removeAbandoned(dir, effects);
    const partial = await mkdtemp(`${dir}${PARTIAL}`);
    try {
      await chmod(partial, 0o755);
      await build(partial);
      await rename(partial, dir);
    } catch (error) {
      await runChecked(effects.run, removal(partial));
      throw error;
    }
  });
  return dir;
}

/** The lock is held: nobody is at work on them but what outlives its builder, which may be why one stays for the next. */
async function removeAbandoned(dir: string, effects: Pick<Effects, 'run'>): Promise<void> {
  const names = (await readdir(dirname(dir))).filter((name) => name.startsWith(`${basename(dir)}${PARTIAL}`));
  for (const name of names) await effects.run(removal(join(dirname(dir), name)));
}

const removal = (folder: string) => ({ argv: ['rm', '-rf', '--one-file-system', '--', folder] }) as const;
