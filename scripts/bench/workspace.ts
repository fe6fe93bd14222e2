import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { teamSettings } from '../../test/fixtures/team-settings.ts';
import { networkOf } from './area.ts';
import { type CommandRun, rolebake } from './command.ts';
import type { Lab } from './lab.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/shop', import.meta.url));
const NAME = 'workspace';

/** A user's repository with examples/shop in it. */
export interface Workspace {
  readonly folder: string;
  /** Runs the command in it. */
  readonly rolebake: (...argv: string[]) => Promise<CommandRun>;
}

/** Makes the lab's workspace; `program` is a built rolebake, default: the sources. */
export async function makeWorkspace({ pid, folder: lab, signal }: Lab, program?: string): Promise<Workspace> {
  const folder = join(lab, NAME);
  await mkdir(folder);
  for (const part of ['catalog', 'app']) await cp(join(EXAMPLE, part), join(folder, part), { recursive: true });
  await writeFile(join(folder, 'rolebake.yaml'), teamSettings(networkOf(pid)));
  return { folder, rolebake: (...argv) => rolebake(argv, { cwd: folder, signal, ...(program ? { program } : {}) }) };
}

/** The state folder of a lab's workspace, whether or not it is there. */
export const stateOfWorkspace = (lab: string): string => join(lab, NAME, 'state');
