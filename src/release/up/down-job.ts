import type { JobKind } from '../../engine/job.ts';
import type { Machine } from '../../machines/machines.ts';
import type { Provider } from '../../machines/provider.ts';
import { machinesIn } from './labels.ts';
import { together } from './steps/together.ts';
import { upSubject } from './up-job.ts';
import { fencedUpPlace, type UpPlace } from './up-place.ts';

export interface DownInput {
  /** Whose machines; default: this host's. */
  readonly provider?: Provider;
  readonly environment: string;
}

/** Ends an environment. What has begun to end is ended: there is no way back. */
export const downKind = (place: UpPlace): JobKind<DownInput, void> => ({
  name: 'down',
  subject: upSubject,
  run: (context, input) => context.step('end machines', () => endAll(fencedUpPlace(place, context), input.environment)),
  undo: (context, input) => endAll(fencedUpPlace(place, context), input.environment),
});

/** Ends all machines of an environment and what is in front of them, then forgets it. */
async function endAll(place: UpPlace, environment: string): Promise<void> {
  const all = await machinesIn(place, environment);
  const balancers = await place.balancers.list(environment);
  await together([
    ...all.filter(isNoFront).map(async ({ id }) => {
      await place.machines.terminate(id);
      place.keys.forget(id);
    }),
    ...balancers.map((role) => place.balancers.remove(environment, role)),
    place.zones.remove(environment),
  ]);
  place.environments.remove(environment);
}

const isNoFront = ({ labels }: Machine): boolean => labels['front'] === undefined;
