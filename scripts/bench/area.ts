import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalSettings } from '../../src/machines/local/area.ts';
import { localMachines } from '../../src/machines/local/local-machines.ts';

/** The area of local machines of one bench alone, so that no other machine of the host shares its network or locks its records. */
export function areaPlace(pid: number, folder: string): LocalSettings & { readonly area: string } {
  const letters = String(pid).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
  return { state: join(folder, 'area'), area: `b${letters}`, subnet: `10.98.${pid % 256}.0/24` };
}

/** Ends every machine of the area and removes whatever is left of it. */
export async function emptyArea(place: LocalSettings & { readonly area: string }): Promise<void> {
  if (!existsSync(place.state) && !existsSync(`/run/${place.area}`)) return;
  const machines = localMachines(place);
  for (const { id } of await machines.list()) await machines.terminate(id);
  await machines.sweep(() => false);
}
