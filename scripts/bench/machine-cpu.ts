import { readdirSync } from 'node:fs';
import { groupSeconds } from './cpu-group.ts';

const PERIOD_MS = 50;

/**
 * Follows the processor time of the machines whose disks are in a folder, read every 50 ms, because a machine's control
 * group goes with it. `groups` holds a group for each machine, by its id.
 */
export function watchMachines(disks: string, groups: string): Disposable & { seconds(): number } {
  const used = new Map<string, number>();
  const look = () => {
    for (const id of machinesIn(disks)) {
      const seconds = groupSeconds(`${groups}/${id}`);
      if (seconds !== undefined) used.set(id, seconds);
    }
  };
  const timer = setInterval(look, PERIOD_MS);
  const seconds = () => [...used.values()].reduce((sum, one) => sum + one, 0);
  return { seconds, [Symbol.dispose]: () => clearInterval(timer) };
}

function machinesIn(disks: string): string[] {
  try {
    return readdirSync(disks);
  } catch {
    return []; // The first machine makes the folder.
  }
}
