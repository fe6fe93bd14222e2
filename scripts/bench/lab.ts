import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { interruptSignal } from '../../src/engine/interrupts.ts';
import { realEffects } from '../../src/host/effects.ts';
import { runChecked } from '../../src/host/processes.ts';
import { endMachines, networkOf } from './area.ts';
import { handPlace, removeByHand } from './hand/place.ts';
import { endProcessesIn } from './processes-in.ts';
import { stateOfWorkspace } from './workspace.ts';

/** Where one run of a bench works: all that it makes is in this folder, or has a name that follows from it. */
export interface Lab extends AsyncDisposable {
  readonly pid: number;
  readonly folder: string;
  /** A folder in memory where the host has one, for what a disk would only blur. */
  readonly memory: string;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Tells a person how far it is. */
  readonly say: (text: string) => void;
}

const DISK = '/var/tmp';
const MEMORY = ['/dev/shm', DISK].find((folder) => existsSync(folder)) ?? DISK;
const PREFIX = 'rolebake-bench-';

/** Makes the lab; `await using` it, so that nothing of it stays. */
export async function openLab(say: (text: string) => void): Promise<Lab> {
  const { pid } = process;
  const { folder, memory } = foldersOf(pid);
  const watch = interruptSignal();
  for (const one of [folder, memory]) await mkdir(one, { mode: 0o700, recursive: true });
  const dispose = async () => {
    if (watch.signal.aborted) say('stopped; cleaning up');
    await removeLab(pid);
    watch[Symbol.dispose]();
  };
  return { pid, folder, memory, signal: watch.signal, say, [Symbol.asyncDispose]: dispose };
}

const foldersOf = (pid: number) => ({ folder: join(DISK, PREFIX + pid), memory: join(MEMORY, PREFIX + pid) });

/** Removes what benches that were killed have left. */
export async function removeAbandonedLabs(): Promise<void> {
  const pids = (await readdir(DISK))
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => Number(name.slice(PREFIX.length)));
  for (const pid of pids.filter((one) => Number.isInteger(one) && !existsSync(`/proc/${one}`))) await removeLab(pid);
}

/** Each part is fine when it is not there. */
async function removeLab(pid: number): Promise<void> {
  const { folder, memory } = foldersOf(pid);
  for (const one of [folder, memory]) await endProcessesIn(one);
  if (process.getuid?.() === 0) {
    await endMachines({ state: stateOfWorkspace(folder), subnet: networkOf(pid) });
    await removeByHand(handPlace(pid, folder));
  }
  await runChecked(realEffects.run, { argv: ['rm', '-rf', '--one-file-system', '--', folder, memory] });
}
