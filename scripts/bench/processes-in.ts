import { readdir, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 60_000;
const PERIOD_MS = 100;

/** Interrupts what still works in a folder, such as a command whose bench was killed; kills it after a minute. */
export async function endProcessesIn(folder: string): Promise<void> {
  const interrupted = new Set<number>();
  for (let waited = 0; ; waited += PERIOD_MS) {
    const pids = await processesIn(folder);
    if (pids.length === 0) return;
    for (const pid of pids) {
      if (waited >= PATIENCE_MS) send(pid, 'SIGKILL');
      else if (!interrupted.has(pid)) send(pid, 'SIGINT');
      interrupted.add(pid);
    }
    await sleep(PERIOD_MS);
  }
}

async function processesIn(folder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return pids.filter((_, index) => `${folders[index]}/`.startsWith(`${folder}/`));
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {} // It ended by itself.
}
