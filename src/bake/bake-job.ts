import type { JobContext, JobKind } from '../engine/job.ts';
import type { SshConnection } from '../ssh/connection.ts';
import { type BakePlace, fencedPlace } from './bake-place.ts';
import type { BakeInput } from './plan.ts';
import { type Baking, bakeMachine, endMachine, onMachine } from './steps/baking.ts';
import { convergeRole } from './steps/converge.ts';
import { launch } from './steps/launch.ts';
import { refresh } from './steps/refresh.ts';
import { sealMachine } from './steps/seal.ts';
import { takeSnapshot } from './steps/snapshot.ts';
import { type BakeResult, tagImage } from './steps/tag.ts';
import { unpack } from './steps/unpack.ts';
import { IF_TRANSIENT } from './transient.ts';

/** What a bake works on: a role is baked by one job at a time. */
export const bakeSubject = ({ role }: Pick<BakeInput, 'role'>): string => `role/${role}`;

/** The bake of one role, step by step. */
export const bakeKind = (place: BakePlace): JobKind<BakeInput, BakeResult> => ({
  name: 'bake',
  subject: bakeSubject,
  finishAfter: 'snapshot',
  run: (context, input) => bake({ place: fencedPlace(place, context), context, input }),
  undo: (context) => endMachine({ place: fencedPlace(place, context) }, bakeMachine(context.jobId)),
});

async function bake(baking: Baking): Promise<BakeResult> {
  const { place, context, input } = baking;
  const machine = bakeMachine(context.jobId);
  const step: JobContext['step'] = (name, act) => context.step(name, act, { retries: IF_TRANSIENT });
  const inside = <T>(name: string, act: (baking: Baking, ssh: SshConnection) => Promise<T>) =>
    step(name, () => onMachine(baking, machine, (ssh) => act(baking, ssh)));

  const started = await step('launch', () => launch(baking));
  await inside('refresh package lists', refresh);
  if (input.application) await inside('unpack application', unpack);
  const report = await inside(`converge (${input.target})`, convergeRole);
  await step('stop', async () => void (await place.machines.stop(machine)));
  await step('seal', () => sealMachine(baking));
  const digest = await step('snapshot', () => takeSnapshot(baking));
  const result = await step('tag', () => tagImage(baking, { digest, started, report }));
  await step('terminate', () => endMachine(baking, machine));
  return result;
}
