import type { BakeInput } from '../bake/plan.ts';
import { bakeMachine, testMachine } from '../bake/steps/baking.ts';
import type { Journal } from '../engine/journal.ts';
import type { Machine, Machines } from '../machines/machines.ts';

/** Whether a machine is one of a failed bake that was to be kept for a look. */
export function isKept(journal: Journal, { purpose, labels }: Pick<Machine, 'purpose' | 'labels'>): boolean {
  const id = labels['job'];
  if (purpose !== 'bake' || id === undefined || journal.job(id)?.state !== 'failed') return false;
  return (journal.input(id) as Partial<BakeInput> | undefined)?.keepOnFailure === true;
}

/** The machine of a bake: the one that tests its image, if that is there. */
export const machineOfJob = async (machines: Pick<Machines, 'get'>, job: string): Promise<Machine | undefined> =>
  (await machines.get(testMachine(job))) ?? (await machines.get(bakeMachine(job)));
