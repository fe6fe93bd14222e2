import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { realEffects } from '../../src/host/effects.ts';
import { runChecked } from '../../src/host/processes.ts';
import type { Lab } from './lab.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILD = fileURLToPath(new URL('../build.ts', import.meta.url));

/** Builds rolebake in the lab as npm installs it, and gives the program's path. */
export async function makePackage(lab: Lab): Promise<string> {
  const folder = join(lab.folder, 'package');
  await runChecked(realEffects.run, { argv: [process.execPath, BUILD, folder], cwd: ROOT, signal: lab.signal });
  for (const part of ['bin', 'schemas', 'role-templates', 'package.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'bin/rolebake.cjs');
}
