import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keysFolder } from '../../src/bake/key-store.ts';
import type { Team } from './team.ts';
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
  const files = [...folders, keysFolder()].flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
  using journal = new DatabaseSync(team.path('state/journal.sqlite'), { readOnly: true });
  const running = journal.prepare("SELECT id FROM job WHERE state = 'running'").all();
  return [...team.left(), ...files.filter((name) => !isOfAnother(name)), ...running.map(({ id }) => `job ${id}`)];
}

/** Keys of machines of other tests stand in the same folder; a bake's are named after its job, which is in our journal. */
function isOfAnother(name: string): boolean {
  const job = /^bake-([0-9a-f]{10})\.json$/.exec(name)?.[1];
  if (job === undefined) return name.endsWith('.json') && !name.startsWith('tiny-');
  using journal = new DatabaseSync(team.path('state/journal.sqlite'), { readOnly: true });
  return journal.prepare('SELECT 1 FROM job WHERE id = ?').get(job) === undefined;
}

/** A bake that is killed while it does this step; gives how many tags there were before. */
async function killedIn(step: string, target: string): Promise<number> {
  const before = tags().length;
  team.write(note(`${step} of ${target}, ${before}`));
  const { code, sent } = await team.runUntil(step, 'SIGKILL', 'bake', 'tiny', '--target', target);
  expect({ code, sent }).toEqual({ code: 137, sent: true });
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

test.each(['launch', 'converge', 'stop', 'snapshot'])(
  'killed in %s: the next bake goes on with it, and there is one tag',
  async (step) => {
    const before = await killedIn(step, 'chef');
    expect(await team.run('bake', 'tiny', '--target', 'chef')).toMatch(new RegExp(`role/tiny@${before + 1}\\b`));
    expect(leftovers()).toEqual([]);
    expect(tags()).toHaveLength(before + 1);
  },
  60_000,
);

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s undoes the bake before the command ends, and says so',
  async (signal) => {
    const before = tags().length;
    team.write(note(`stopped by ${signal}`));
    const { code, stdout } = await team.runUntil('converge', signal, 'bake', 'tiny');
    expect(stdout).toContain(`stopped by ${signal}`);
    expect(code).toBe(8);
    expect(leftovers()).toEqual([]);
    expect(tags()).toHaveLength(before);
  },
  60_000,
);
