import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JobContext } from '../../engine/job.ts';
import type { MachineSpec } from '../../machines/machines.ts';
import type { BakePlace } from '../bake-place.ts';
import type { BakeInput } from '../plan.ts';

/** One bake under way: what each of its steps gets. */
export interface Baking {
  readonly place: BakePlace;
  readonly context: JobContext;
  readonly input: BakeInput;
}

/** Name of a bake's machine: derived from the job, so that whoever goes on with the job finds it. */
export const bakeMachine = (jobId: string): string => `bake-${jobId}`;

/** Name of the machine that tests the image of a bake. */
export const testMachine = (jobId: string): string => `try-${jobId}`;

/** What is asked for as a machine of this bake, which is thrown away with its disk. */
export function wishesFor(
  { place, context, input }: Baking,
  id: string,
  wishes: Pick<MachineSpec, 'credentials' | 'outbound'>,
): MachineSpec {
  const keys = place.keys.of(id);
  return {
    ...{ id, purpose: 'bake', fence: context.assertHeld, labels: { role: input.role, job: context.jobId } },
    ...{ hostKey: keys.host, authorizedKey: keys.user.publicKey, lifeSeconds: place.machineLife },
    ...wishes,
  };
}

/** Ends a machine of this bake and forgets its keys; one that is not there is fine. */
export async function endMachine({ place }: Pick<Baking, 'place'>, id: string): Promise<void> {
  await place.machines.terminate(id);
  place.keys.forget(id);
}

/** Puts what a machine says into the bake's log, and before the one who looks on. */
export function output(baking: Baking, text: string): void {
  appendFileSync(join(logFolder(baking), 'output.log'), text);
  baking.place.onOutput?.(baking.input.role, text);
}

/** The folder of this bake's logs, made if missing. */
export function logFolder({ place, context }: Pick<Baking, 'place' | 'context'>): string {
  const folder = join(place.logs, context.jobId);
  mkdirSync(folder, { recursive: true });
  return folder;
}
