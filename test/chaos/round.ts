import type { Ran, Team } from '../cli/team.ts';
import { note } from '../cli/tiny.ts';
import { type Kill, killText, runToKill, wasKilled } from './kill.ts';
import { remains, tinyTags } from './remains.ts';

/**
 * How the work of a killed bake goes on: another bake, a command that undoes it, either of them killed too, or two bakes
 * at once. All but the first end with a bake, so that each round ends with one tag.
 */
export type Sequel =
  | { readonly next: 'bake' | 'undo' | 'two bakes' }
  | { readonly next: 'killed bake' | 'killed undo'; readonly kill: Kill };

export interface Round {
  readonly kill: Kill;
  readonly sequel: Sequel;
}

/** What became of a round. */
export interface Played {
  /** How many processes were really killed: a moment that does not come kills nobody. */
  readonly kills: number;
  /** All that is not as it must be; none is right. */
  readonly faults: readonly string[];
}

/** Kills a bake, goes on with it in other processes, and says what is wrong then. */
export async function play(team: Team, name: string, { kill, sequel }: Round): Promise<Played> {
  const before = tinyTags(team).length;
  team.write(note(name));
  const killed = [await runToKill(team, kill, 'bake', 'tiny')];
  const faults: string[] = [];
  if (sequel.next === 'killed bake') killed.push(await runToKill(team, sequel.kill, 'bake', 'tiny'));
  if (sequel.next === 'killed undo') killed.push(await runToKill(team, sequel.kill, 'machines'));
  if (sequel.next === 'undo') {
    faults.push(...saidWrong(await team.try('machines')));
    // The image that the bake has made is harmless: the next bake of the same gives it its tag.
    const left = remains(team).filter((one) => !one.startsWith('image of no tag'));
    faults.push(...left.map((one) => `after undo: ${one}`));
  }
  const bakes = Array.from({ length: sequel.next === 'two bakes' ? 2 : 1 }, () => team.try('bake', 'tiny'));
  for (const bake of await Promise.all(bakes)) faults.push(...saidWrong(bake));
  faults.push(...killed.filter((one) => !wasKilled(one)).flatMap(saidWrong));
  faults.push(...saidWrong(await team.try('ledger', 'verify')), ...remains(team));
  const made = tinyTags(team).length - before;
  if (made !== 1) faults.push(`${made} tags`);
  return { kills: killed.filter(wasKilled).length, faults };
}

const saidWrong = ({ code, stdout, stderr }: Ran): string[] =>
  code === 0 ? [] : [`a command ended with ${code}: ${`${stdout}${stderr}`.trim()}`];

/** A round as a person reads it. */
export function roundText({ kill, sequel }: Round): string {
  const second = 'kill' in sequel ? ` (${killText(sequel.kill)})` : '';
  return `killed ${killText(kill)}, then ${sequel.next}${second}`;
}
