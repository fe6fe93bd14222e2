import { join } from 'node:path';
import { seal } from '../seal.ts';
import { type Baking, bakeMachine, logFolder } from './baking.ts';

/** Seals the tree of the stopped machine. */
export async function sealMachine(baking: Baking): Promise<void> {
  const { machines } = baking.place;
  const id = bakeMachine(baking.context.jobId);
  const [root, layerDir] = [await machines.rootOf(id), await machines.upperOf(id)];
  const keepLogsIn = join(logFolder(baking), 'machine');
  await seal(root, { sourceDateEpoch: baking.input.sourceDateEpoch, keepLogsIn, layerDir });
}
