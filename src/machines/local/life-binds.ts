import { mkdir, rm, writeFile } from 'node:fs/promises';
import { lifeUnits } from '../life.ts';
import type { Bind } from './local-machine.ts';

/** Writes the units of a limited life to a folder of the host, and gives what binds them into the machine. */
export async function writeLife(folder: string, seconds: number): Promise<Bind[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  const units = Object.entries(lifeUnits(seconds));
  for (const [name, text] of units) await writeFile(`${folder}/${name}`, text, { mode: 0o644 });
  return units.map(([name]) => ({ source: `${folder}/${name}`, target: `/run/systemd/system/${name}` }));
}
