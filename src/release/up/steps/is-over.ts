import type { Raising } from '../up-place.ts';

/** Whether the environment has had its time: its machines end, and nobody asks any more whether they are well. */
export const isOver = ({ place, input }: Pick<Raising, 'place' | 'input'>): boolean =>
  input.endsAt !== undefined && new Date(input.endsAt) <= place.effects.now();
