import type { JobContext } from '../../engine/job.ts';
import { IF_TRANSIENT } from '../transient.ts';
import type { Baking } from './baking.ts';

/** A step of a bake, tried again where that can help. */
export const stepOf =
  ({ context }: Pick<Baking, 'context'>): JobContext['step'] =>
  (name, act) =>
    context.step(name, act, { retries: IF_TRANSIENT });
