import { existsSync } from 'node:fs';
import { KeyStore } from '../../src/bake/key-store.ts';
import { isProcessAlive } from '../../src/host/process-identity.ts';
import type { LocalSettings } from '../../src/machines/local/area.ts';
import { localMachines } from '../../src/machines/local/local-machines.ts';
import { endMachine } from '../../src/release/launch.ts';

/** The network of one bench's machines alone, so that no other machine of the host is in its area. */
export const networkOf = (pid: number): string => `10.98.${pid % 256}.0/24`;

/** Ends every machine of a state folder, whatever state it is in, and forgets its keys. */
export async function endMachines(place: LocalSettings): Promise<void> {
  if (!existsSync(place.state)) return;
  const machines = localMachines(place);
  for (const { id } of await machines.list()) await endMachine(id, { machines, keys: new KeyStore(place.state) });
  await machines.sweep(isProcessAlive);
}
