import { openJournal } from '../../src/engine/journal.ts';
import { realEffects } from '../../src/host/effects.ts';
import type { Team } from '../cli/team.ts';
import type { Kill } from './kill.ts';

/** A step that a bake has really done. */
export interface BakedStep {
  readonly name: string;
  readonly ms: number;
}

/** The steps of the last bake that came to its end, with what each took, in their order. */
export function bakedSteps(team: Team): BakedStep[] {
  using journal = openJournal(team.path('state/journal.sqlite'), realEffects);
  const last = journal.jobs('done').at(-1);
  if (last === undefined) throw new Error('no bake was done');
  return journal.steps(last.id).map(({ name, startedAt, endedAt }) => {
    return { name, ms: Date.parse(endedAt ?? startedAt) - Date.parse(startedAt) };
  });
}

export const MOMENTS = ['before', 'during', 'after', 'noted'] as const;

/**
 * before: the intent is on disk, the effect has not begun; during: the effect goes on; after: it is done, the journal
 * does not know; noted: the journal knows.
 */
export type Moment = (typeof MOMENTS)[number];

/** A kill at a moment of a step; `share` says how far into the step `during` is, from 0 to 1. */
export function killIn({ name, ms }: BakedStep, moment: Moment, share = 0.5): Kill {
  switch (moment) {
    case 'before':
      return { write: 'startStep', when: 'after', step: name };
    case 'during':
      return { write: 'startStep', when: 'after', step: name, delayMs: Math.max(1, ms * share) };
    case 'after':
      return { write: 'endStep', when: 'before', step: name };
    case 'noted':
      return { write: 'endStep', when: 'after', step: name };
  }
}
