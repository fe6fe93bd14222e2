import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { Team } from '../cli/team.ts';
import { type Command, commandsOf, filesOf, page, timeless } from './page.ts';

/** The network that pages show; a walk has one of its own. */
const SHOWN_NETWORK = '10.87.0.';

/** Does what a page says, from an empty folder: writes its files, runs its commands, looks for the lines it shows. */
export async function walk(path: string): Promise<void> {
  const written = page(path);
  await using team = await Team.of({});
  const { 'rolebake.yaml': settings, ...files } = filesOf(written);
  team.write(files);
  if (settings !== undefined) team.write({ 'rolebake.yaml': `${settings}network: ${team.network}\n` });
  for (const command of commandsOf(written)) await follow(team, command);
  expect(commandsOf(written), `${path} shows commands`).not.toEqual([]);
}

async function follow(team: Team, command: Command): Promise<void> {
  const own = team.network.replace(/0\/24$/, '');
  const words = command.words.map((word) => word.replaceAll(SHOWN_NETWORK, own));
  const { code, said } = await run(team, words);
  expect({ command: words.join(' '), code, said: code === command.code ? '' : said }).toEqual({
    command: words.join(' '),
    code: command.code,
    said: '',
  });
  const lines = said.split('\n').map(timeless);
  const missing = command.shown.filter((line) => !lines.includes(timeless(line)));
  expect(missing, `${words.join(' ')} said:\n${said}`).toEqual([]);
}

async function run(team: Team, words: readonly string[]): Promise<{ code: number; said: string }> {
  const [program = '', ...rest] = words;
  if (program === 'rolebake') {
    const { code, stdout, stderr } = await team.try(...rest);
    return { code, said: `${stderr}${stdout}` };
  }
  const child = spawn(program, rest, { cwd: team.folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code: code ?? 128, said: `${stderr}${stdout}` };
}
