import { join } from 'node:path';
import type { LocalMachines } from '../../machines/local/local-machines.ts';
import { seal } from '../seal.ts';
import { type Baking, bakeMachine, logFolder } from '../steps/baking.ts';

/** Seals the tree of the stopped machine. */
export async function sealMachine(baking: Baking, machines: LocalMachines): Promise<void> {
  const id = bakeMachine(baking.context.jobId);
  const [root, layerDir] = [await machines.rootOf(id), await machines.upperOf(id)];
  const keepLogsIn = join(logFolder(baking), 'machine');
  await seal(root, { sourceDateEpoch: baking.input.sourceDateEpoch, keepLogsIn, layerDir });
}
