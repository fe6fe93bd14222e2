import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Effects } from '../host/effects.ts';
import { withExclusiveLock } from '../host/exclusive-lock.ts';
import { openClone } from './base.ts';
import type { GitOptions } from './git.ts';

/** What works in rolebake's own clone, one at a time. */
export interface CloneWork {
  readonly git: GitOptions;
  /** A folder for files that last as long as this work. */
  readonly scratch: string;
}

const PATIENCE_MS = 120_000;
const SCRATCH = 'scratch-';

/** Works in the clone of a work folder, alone; what a killed one has left there is removed first. */
export async function inClone<T>(
  workDir: string,
  timeoutSeconds: number,
  effects: Pick<Effects, 'run'>,
  work: (clone: CloneWork) => Promise<T>,
): Promise<T> {
  const folder = resolve(workDir);
  await mkdir(folder, { recursive: true });
  const alone = async () => {
    await removeRemains(folder);
    const git = await openClone(effects.run, join(folder, 'clone.git'), timeoutSeconds);
    const scratch = await mkdtemp(join(folder, SCRATCH));
    try {
      return await work({ git, scratch });
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  };
  return withExclusiveLock(join(folder, 'lock'), alone, { patienceMs: PATIENCE_MS });
}

/** Removes files of dead work, and locks of git that nobody holds any more. */
async function removeRemains(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(SCRATCH)) await rm(join(folder, name), { recursive: true, force: true });
  const inRefs = await readdir(join(folder, 'clone.git/refs'), { recursive: true }).catch(() => []);
  const locks = [...inRefs.map((name) => `refs/${name}`), 'packed-refs.lock', 'config.lock', 'HEAD.lock'];
  for (const name of locks) if (name.endsWith('.lock')) await rm(join(folder, 'clone.git', name), { force: true });
}
