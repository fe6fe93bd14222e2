import type { JobKind } from '../engine/job.ts';
import { type BakePlace, fencedPlace } from './bake-place.ts';
import type { BakeInput } from './plan.ts';
import { bakeMachine, endMachine } from './steps/baking.ts';
import { makeImage } from './steps/image.ts';
import { stepOf } from './steps/step-of.ts';

/** What a bake that is done again comes out as. */
export interface Reproduced {
  readonly digest: string;
}

/** A bake done again, into the dark: the snapshot gets no tag. One that its process left is undone, never finished. */
export const reproduceKind = (place: BakePlace): JobKind<BakeInput, Reproduced> => ({
  name: 'reproduce',
  subject: ({ role }) => `reproduce/${role}`,
  run: async (context, input) => {
    const baking = { place: fencedPlace(place, context), context, input };
    const { digest } = await makeImage(baking);
    await stepOf(baking)('terminate', () => endMachine(baking, bakeMachine(context.jobId)));
    return { digest };
  },
  undo: (context) => endMachine({ place: fencedPlace(place, context) }, bakeMachine(context.jobId)),
});
