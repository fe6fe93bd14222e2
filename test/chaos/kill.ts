import type { ChildProcess } from 'node:child_process';
import type { Team } from '../cli/team.ts';
import { type Ran, ran } from '../cli/team.ts';

/** The journal's writes around which a process can be killed. */
export type Write = 'begin' | 'startStep' | 'endStep' | 'startUndo' | 'end';

/** Where a process kills itself with SIGKILL: right before or after a write to the journal, or a while later. */
export interface Kill {
  readonly write: Write;
  readonly when: 'before' | 'after';
  /** Of a step's writes, the step. */
  readonly step?: string;
  readonly delayMs?: number;
  /** It only stops itself, until it is woken. */
  readonly stops?: true;
}

const PRELOAD = new URL('kill-at.ts', import.meta.url).href;

/** Runs the real command, which kills itself there if it comes there. */
export async function runToKill(team: Team, kill: Kill, ...argv: readonly string[]): Promise<Ran> {
  return await ran(startToKill(team, kill, ...argv));
}

/** Starts the real command, which stops or kills itself there if it comes there. */
export const startToKill = (team: Team, kill: Kill, ...argv: readonly string[]): ChildProcess =>
  team.start(argv, withKill(kill));

/** The program before a command that kills it. */
const withKill = (kill: Kill): readonly string[] => [
  'env',
  `NODE_OPTIONS=--import=${PRELOAD}`,
  `ROLEBAKE_TEST_KILL=${JSON.stringify(kill)}`,
];

/** Whether a command was ended by SIGKILL. */
export const wasKilled = ({ code }: Ran): boolean => code === 137;

/** A kill as a person reads it. */
export function killText({ write, when, step, delayMs }: Kill): string {
  const later = delayMs ? `${Math.round(delayMs)} ms ` : '';
  return `${later}${when} ${write}${step === undefined ? '' : ` of ${step}`}`;
}
