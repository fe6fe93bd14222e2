import { createHash } from 'node:crypto';
import type { Team } from '../cli/team.ts';
import { type BakedStep, killIn, MOMENTS } from './baked-steps.ts';
import { play, type Round, roundText } from './round.ts';

/** One line of a campaign's table. */
export interface Tally {
  readonly step: string;
  rounds: number;
  kills: number;
  faults: number;
}

/** A number from 0 to 1 that follows from a seed and a name. */
const chance = (seed: number, name: string): number =>
  createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE() / 2 ** 32;

const pick = <T>(choices: readonly T[], seed: number, name: string): T => {
  const chosen = choices[Math.floor(chance(seed, name) * choices.length)];
  if (chosen === undefined) throw new Error('nothing to choose from');
  return chosen;
};

/** The round of this number: the steps by turns, each at moments by turns; what comes then is up to the seed. */
function roundOf(steps: readonly BakedStep[], seed: number, number: number): Round & { readonly step: string } {
  const step = steps[number % steps.length];
  if (step === undefined) throw new Error('a bake has no steps');
  const moment = MOMENTS[Math.floor(number / steps.length) % MOMENTS.length] ?? 'before';
  const kill = killIn(step, moment, chance(seed, `share ${number}`));
  const next = pick(['bake', 'undo', 'two bakes', 'killed bake', 'killed undo'] as const, seed, `next ${number}`);
  if (next !== 'killed bake' && next !== 'killed undo') return { step: step.name, kill, sequel: { next } };
  const write = pick(['startUndo', 'end'] as const, seed, `write ${number}`);
  const second = killIn(pick(steps, seed, `second ${number}`), 'during', chance(seed, `second share ${number}`));
  const again = next === 'killed undo' ? ({ write, when: 'before' } as const) : second;
  return { step: step.name, kill, sequel: { next, kill: again } };
}

/** Plays so many rounds; says each, and gives the tally of each step. */
export async function campaign(
  team: Team,
  steps: readonly BakedStep[],
  { rounds, seed, say }: { readonly rounds: number; readonly seed: number; readonly say: (line: string) => void },
): Promise<Tally[]> {
  const tallies = new Map<string, Tally>(
    steps.map(({ name }) => [name, { step: name, rounds: 0, kills: 0, faults: 0 }]),
  );
  for (let number = 0; number < rounds; number++) {
    const round = roundOf(steps, seed, number);
    const began = performance.now();
    const { kills, faults } = await play(team, `${seed} ${number}`, round);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    say(
      `${number + 1}/${rounds}  ${seconds} s  ${roundText(round)}${faults.map((fault) => `\n    FAULT ${fault}`).join('')}`,
    );
    const tally = tallies.get(round.step);
    if (!tally) continue;
    tally.rounds += 1;
    tally.kills += kills;
    tally.faults += faults.length;
  }
  return [...tallies.values()];
}
