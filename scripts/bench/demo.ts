import type { RunBench } from './bench.ts';
import { type CommandRun, stepSeconds } from './command.ts';
import { type Figure, figure } from './figure.ts';
import { makeWorkspace, type Workspace } from './workspace.ts';

const AUTHOR = ['--author', 'Bench <bench@example.org>'];
const FLAGS = ['--flag', 'DATABASE_URL=postgres://db.example/shop', '--flag', 'LOG_COLLECTOR=127.0.0.1'];

/** The main job in a fresh state folder, by the real commands, one after another. */
export const benchDemo: RunBench = async ({ lab }) => {
  const workspace = await makeWorkspace(lab);
  const prepared = await inTurn(workspace, lab.say, PREPARE);
  lab.say('bake --all');
  const bake = await workspace.rolebake('bake', '--all');
  const published = await inTurn(workspace, lab.say, PUBLISH);
  lab.say('launch role/web');
  const launch = await workspace.rolebake('launch', 'role/web', ...FLAGS);
  const ended = await inTurn(workspace, lab.say, [['terminate', '--all']]);
  lab.say('again, everything done');
  const again = await inTurn(workspace, () => undefined, [...PREPARE, ['bake', '--all'], ...PUBLISH]);
  return [
    ...prepared,
    figure('bake --all', bake.seconds, 's'),
    ...stepFigures(bake),
    ...published,
    ...launchFigures(launch),
    ...ended,
    figure(
      'all again, everything done',
      again.reduce((sum, { value }) => sum + value, 0),
      's',
    ),
    figure(
      '  bake --all, nothing changed',
      again.find(({ name }) => name === 'bake --all')?.value ?? Number.NaN,
      's',
      1,
    ),
  ];
};

const PREPARE = [['compile'], ['os', 'update'], ['app', 'tag', 'shop', 'app']];
const PUBLISH = [['publish', ...AUTHOR]];

async function inTurn(
  { rolebake }: Workspace,
  say: (text: string) => void,
  commands: readonly (readonly string[])[],
): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const argv of commands) {
    const name = argv.filter((word) => !AUTHOR.includes(word)).join(' ');
    say(name);
    figures.push(figure(name, (await rolebake(...argv)).seconds, 's'));
  }
  return figures;
}

/** Both roles bake side by side, so their steps share the processors. */
function stepFigures({ steps }: CommandRun): Figure[] {
  const roles = [...new Set(steps.map(({ subject }) => subject))].filter((subject) => subject !== 'converger').sort();
  return roles.flatMap((role) =>
    steps
      .filter(({ subject }) => subject === role)
      .map(({ step, seconds }) => figure(`  ${role}: ${step}`, seconds, 's')),
  );
}

function launchFigures(launch: CommandRun): Figure[] {
  const toSsh = stepSeconds(launch, 'web', 'launch');
  return [
    figure('launch role/web', launch.seconds, 's'),
    figure('  launch to ssh', toSsh, 's'),
    figure('  launch to healthy', toSsh + stepSeconds(launch, 'web', 'healthy'), 's'),
  ];
}
