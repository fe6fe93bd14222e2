import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, thisProcess } from '../engine/owner.ts';
import type { Effects } from '../host/effects.ts';
import { runChecked } from '../host/processes.ts';

/** A folder for unfinished work, named by its maker: PID_START_BOOT_RANDOM. Disposal removes it. */
export function makeTemp(parent: string, effects: Effects): AsyncDisposable & { readonly path: string } {
  const { pid, startTime, boot } = thisProcess();
  const path = join(parent, [pid, startTime, boot, effects.randomBytes(6).toString('hex')].join('_'));
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return { path, [Symbol.asyncDispose]: () => removeTree(effects, path) };
}

/** Removes the folders whose makers are dead. */
export async function removeAbandoned(parent: string, effects: Effects): Promise<void> {
  for (const name of readdirSync(parent)) {
    const [pid = '', start = '', boot = ''] = name.split('_');
    if (!isAlive({ pid: Number(pid), startTime: Number(start), boot })) await removeTree(effects, join(parent, name));
  }
}

// rm takes names that are not UTF-8, and never follows a symlink.
async function removeTree(effects: Effects, path: string): Promise<void> {
  await runChecked(effects.run, { argv: ['rm', '--recursive', '--force', '--one-file-system', '--', path] });
}
