import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Team } from '../cli/team.ts';
import { tinyTeam } from '../cli/tiny.ts';
import { type BakedStep, bakedSteps, killIn, MOMENTS } from './baked-steps.ts';
import { play, type Round, roundText } from './round.ts';

let team: Team;
let steps: BakedStep[];

beforeAll(async () => {
  team = await tinyTeam();
  await team.run('bake', 'tiny');
  steps = bakedSteps(team);
}, 120_000);

afterAll(async () => await team?.end(), 60_000);

/** Plays rounds one after another; each says what is wrong, none of it is right. */
async function playAll(rounds: readonly Round[]): Promise<void> {
  for (const round of rounds) {
    const { kills, faults } = await play(team, roundText(round), round);
    expect({ round: roundText(round), kills: kills > 0, faults }).toEqual({
      ...{ round: roundText(round), kills: true },
      faults: [],
    });
  }
}

test('a bake that is killed in any of its steps is finished by the next one: one tag, nothing left', async () => {
  const momentOf = (index: number) => MOMENTS[index % 3] ?? 'before';
  await playAll(steps.map((step, index) => ({ kill: killIn(step, momentOf(index)), sequel: { next: 'bake' } })));
}, 300_000);

test('who goes on with a killed bake may be killed too, in its undo or at its end', async () => {
  const [launch, last] = [steps[0], steps.at(-1)];
  if (!launch || !last) throw new Error('a bake has no steps');
  const [during, end] = [killIn(launch, 'during'), killIn(last, 'noted')];
  await playAll([
    { kill: during, sequel: { next: 'killed undo', kill: { write: 'startUndo', when: 'after' } } },
    { kill: during, sequel: { next: 'killed undo', kill: { write: 'end', when: 'before' } } },
    { kill: end, sequel: { next: 'killed bake', kill: { write: 'end', when: 'before' } } },
    { kill: { write: 'begin', when: 'after' }, sequel: { next: 'two bakes' } },
  ]);
}, 120_000);

test('the effect of each step is done and not noted, and the bake is undone: nothing is left, and it can be baked', async () => {
  const risky = steps.filter(({ name }) => ['launch', 'snapshot'].includes(name));
  await playAll(risky.map((step) => ({ kill: killIn(step, 'after'), sequel: { next: 'undo' } })));
}, 120_000);
