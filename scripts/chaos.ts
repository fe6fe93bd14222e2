import { parseArgs } from 'node:util';
import { bakedSteps } from '../test/chaos/baked-steps.ts';
import { campaign } from '../test/chaos/campaign.ts';
import { tinyTeam } from '../test/cli/tiny.ts';

/** `npm run chaos -- [--rounds N] [--seed N]`: kills bakes in all their steps, goes on with them, says what is left. */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
await using team = await tinyTeam();
await team.run('bake', 'tiny');
const say = (line: string) => void process.stdout.write(`${line}\n`);
const tallies = await campaign(team, bakedSteps(team), {
  rounds: Number(values.rounds),
  seed: Number(values.seed),
  say,
});
const sum = (of: (tally: (typeof tallies)[number]) => number) => tallies.reduce((total, tally) => total + of(tally), 0);
const row = (name: string, ...figures: readonly number[]) =>
  say(`${name.padEnd(26)}${figures.map((figure) => String(figure).padStart(8)).join('')}`);
say(`\n${'step'.padEnd(26)}  rounds   kills  faults`);
for (const { step, rounds, kills, faults } of tallies) row(step, rounds, kills, faults);
const kills = sum((tally) => tally.kills);
const faults = sum((tally) => tally.faults);
row(
  'all',
  sum((tally) => tally.rounds),
  kills,
  faults,
);
if (faults > 0) process.exitCode = 1;
