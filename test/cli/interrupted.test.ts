import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KeyStore } from '../../src/bake/key-store.ts';
import { type Ran, ran, type Team } from './team.ts';
import { note, tinyTeam } from './tiny.ts';

let team: Team;

beforeAll(async () => {
  team = await tinyTeam();
}, 120_000);

afterAll(async () => await team?.end(), 60_000);

/** The tags of the role so far. */
const tags = (): string[] => {
  const file = team.path('ledger/role/tiny.jsonl');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};

/** What no command may leave behind, whatever became of the one before. */
function leftovers(): string[] {
  const folders = ['state/machines', 'state/snapshots/tmp'].map((path) => team.path(path));
  const files = folders.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  const keys = new KeyStore(team.path('state')).paths();
  using journal = new DatabaseSync(team.path('state/journal.sqlite'), { readOnly: true });
  const running = journal.prepare("SELECT id FROM job WHERE state = 'running'").all();
  return [...team.left(), ...files, ...keys, ...running.map(({ id }) => `job ${id}`)];
}

/** A bake that is killed while it does this step; gives how many tags there were before. */
async function killedIn(step: string, target: string): Promise<number> {
  const before = tags().length;
  team.write(note(`${step} of ${target}, ${before}`));
  const kill = (child: ChildProcess) => void child.kill('SIGKILL');
  const { code, reached } = await team.runUntil(step, kill, 'bake', 'tiny', '--target', target);
  expect({ code, reached }).toEqual({ code: 137, reached: true });
  return before;
}

test.each(['launch', 'converge', 'seal', 'snapshot'])(
  'killed in %s: the next command, whichever, undoes the bake',
  async (step) => {
    const before = await killedIn(step, 'puppet');
    expect(await team.run('machines')).toBe('no machine runs\n');
    expect(leftovers()).toEqual([]);
    expect(tags()).toHaveLength(before);
  },
  60_000,
);

test.each(['tag', 'terminate'])(
  'killed in %s: the image is there, so the next command finishes the bake',
  async (step) => {
    const before = await killedIn(step, 'puppet');
    expect(await team.run('heads')).toContain(`role/tiny@${before + 1} `);
    expect(leftovers()).toEqual([]);
    expect(tags()).toHaveLength(before + 1);
  },
  60_000,
);

test.each(['launch', 'converge', 'snapshot'])(
  'killed in %s: the next bake goes on with it, and there is one tag',
  async (step) => {
    const before = await killedIn(step, 'chef');
    expect(await team.run('bake', 'tiny', '--target', 'chef')).toMatch(new RegExp(`role/tiny@${before + 1}\\b`));
    expect(leftovers()).toEqual([]);
    expect(tags()).toHaveLength(before + 1);
  },
  60_000,
);

/** While the first one hangs, a second follows it; then the first is killed and two more come. */
async function crowdAfter(first: ChildProcess): Promise<Ran[]> {
  first.kill('SIGSTOP');
  const second = team.start(['bake', 'tiny']);
  const waits = new Promise((resolve) =>
    second.stderr?.on('data', (piece) => /following/.test(piece) && resolve(piece)),
  );
  const all = [ran(second)];
  await waits;
  first.kill('SIGKILL');
  return await Promise.all([...all, team.try('bake', 'tiny'), team.try('bake', 'tiny')]);
}

test.each(['converge', 'tag'])(
  'killed in %s while a second bake follows and others come: there is one tag',
  async (step) => {
    const before = tags().length;
    team.write(note(`a crowd, ${step}`));
    const crowd = Promise.withResolvers<Ran[]>();
    const act = (first: ChildProcess) => void crowdAfter(first).then(crowd.resolve, crowd.reject);
    await team.runUntil(step, act, 'bake', 'tiny');
    const said = await crowd.promise;
    expect(said.map(({ code, stderr }) => (code === 0 ? 0 : stderr))).toEqual([0, 0, 0]);
    expect(tags()).toHaveLength(before + 1);
    expect(leftovers()).toEqual([]);
  },
  60_000,
);

test('SIGINT undoes the bake before the command ends, and says so', async () => {
  const before = tags().length;
  team.write(note('stopped by SIGINT'));
  const kill = (child: ChildProcess) => void child.kill('SIGINT');
  const { code, stdout, stderr } = await team.runUntil('converge', kill, 'bake', 'tiny');
  expect(stdout).toContain('stopped by SIGINT');
  expect(stderr).toContain('the bake is undone: nothing of it is left');
  expect(code).toBe(8);
  expect(leftovers()).toEqual([]);
  expect(tags()).toHaveLength(before);
}, 60_000);
