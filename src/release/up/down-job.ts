import type { JobKind } from '../../engine/job.ts';
import type { Machine } from '../../machines/machines.ts';
import { upSubject } from './up-job.ts';
import { fencedUpPlace, type UpPlace } from './up-place.ts';

export interface DownInput {
  readonly environment: string;
}

/** Every machine of an environment, its balancers and its resolver among them. */
export async function machinesIn({ machines }: Pick<UpPlace, 'machines'>, environment: string): Promise<Machine[]> {
  return (await machines.list()).filter(({ labels }) => labels['environment'] === environment);
}

/** Ends an environment. What has begun to end is ended: there is no way back. */
export const downKind = (place: UpPlace): JobKind<DownInput, void> => ({
  name: 'down',
  subject: upSubject,
  run: (context, input) => context.step('end machines', () => endAll(fencedUpPlace(place, context), input.environment)),
  undo: (context, input) => endAll(fencedUpPlace(place, context), input.environment),
});

/** Ends all machines of an environment and forgets it. */
export async function endAll(place: UpPlace, environment: string): Promise<void> {
  place.environments.remove(environment);
  const machines = await machinesIn(place, environment);
  await Promise.all(
    machines.map(async ({ id }) => {
      await place.machines.terminate(id);
      place.keys.forget(id);
    }),
  );
}
