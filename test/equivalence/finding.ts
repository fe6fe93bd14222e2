import type { Target } from '../../src/compile/compile.ts';

/** What is asked of each case, in this order. */
export const QUESTIONS = {
  converges: 'each tool converges a fresh machine and has something to do there',
  same: 'the two machines are the same',
  again: 'the same tool, run again, changes nothing',
  'other tool': 'the other tool changes nothing',
  'dry run': 'a dry run of either tool reports no change',
  stays: 'after all this each machine is what it was',
  shows: 'each machine shows what the case says it must',
} as const;
export type Question = keyof typeof QUESTIONS;

/** Something that is not as it must be. */
export interface Finding {
  readonly group: string;
  /** Undefined: no case names what was found. */
  readonly case: string | undefined;
  readonly question: Question;
  /** The tool that made the machine; undefined: both machines are concerned. */
  readonly machine: Target | undefined;
  readonly what: string;
}

/** For people. */
export const findingText = ({ group, case: name, question, machine, what }: Finding): string =>
  `${name ?? `group ${group}`} [${question}${machine ? `, machine of ${machine}` : ''}] ${what}`;
