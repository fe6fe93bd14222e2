import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JobData, JobDetails } from '../../src/cli/jobs/job-data.ts';
import { type Ran, ran, type Team } from './team.ts';
import { note, tinyTeam } from './tiny.ts';

let team: Team;

beforeAll(async () => {
  team = await tinyTeam();
  const settings = readFileSync(team.path('rolebake.yaml'), 'utf8');
  team.write({ 'rolebake.yaml': `${settings}jobs: {lease: 2, keep: 100}\n` });
}, 120_000);

afterAll(async () => await team?.end(), 60_000);

const tags = async (): Promise<string[]> =>
  (await team.ask<{ tag: string }[]>('tags', 'role/tiny')).map(({ tag }) => tag);
const jobs = (...options: string[]): Promise<JobData[]> => team.ask('jobs', ...options);

/** The one job that runs. */
async function running(): Promise<JobData> {
  const [job, ...more] = await jobs('--state', 'running');
  if (job === undefined || more.length > 0) throw new Error(`${more.length + (job ? 1 : 0)} jobs run`);
  return job;
}

/** Starts a bake of something new, and does something as soon as it is in this step; gives what both came to. */
async function during<T>(step: string, act: (child: ChildProcess) => Promise<T>): Promise<{ first: Ran; came: T }> {
  team.write(note(`${step}, ${await tags()}, ${Math.random()}`));
  const came = Promise.withResolvers<T>();
  const first = await team.runUntil(step, (child) => void act(child).then(came.resolve, came.reject), 'bake', 'tiny');
  return { first, came: await came.promise };
}

test.each(['launch', 'converge', 'snapshot', 'tag'])(
  'stopped past its lease in %s: another bake takes it over, and the woken process does nothing',
  async (step) => {
    const before = (await tags()).length;
    const { first, came } = await during(step, async (child) => {
      child.kill('SIGSTOP');
      const second = await team.try('bake', 'tiny', '--json');
      const left = team.left();
      child.kill('SIGCONT');
      return { second, left };
    });
    // On a busy host the lease may be over before the second one looks.
    expect(came.second.stderr).toMatch(/following|left over/);
    expect(came.second.code, came.second.stderr).toBe(0);
    expect(came.left).toEqual([]);
    // Stopped in the middle of a write, with a lock in its hands, it was ended by the one that needed that.
    expect([8, 137]).toContain(first.code);
    if (first.code === 8) expect(first.stdout).toContain('job-lost');
    expect(team.left()).toEqual([]);
    expect(await tags()).toHaveLength(before + 1);
    expect((await jobs()).filter(({ state }) => state === 'running')).toEqual([]);
  },
  60_000,
);

test('two processes bake one key at the same moment: one bake, and both tell the same tag', async () => {
  const before = (await tags()).length;
  const done = (await jobs('--state', 'done')).map(({ id }) => id);
  team.write(note('two at once'));
  const both = await Promise.all([
    team.ask<{ tag: string }[]>('bake', 'tiny'),
    team.ask<{ tag: string }[]>('bake', 'tiny'),
  ]);
  const expected = `role/tiny@${before + 1}`;
  expect(both.map(([one]) => one?.tag)).toEqual([expected, expected]);
  expect(await tags()).toHaveLength(before + 1);
  expect((await jobs('--state', 'done')).filter(({ id }) => !done.includes(id))).toHaveLength(1);
}, 60_000);

test('jobs cancel: its process undoes the bake and ends; a second cancel says that it had ended', async () => {
  const before = await tags();
  const { first, came } = await during('converge', async () => {
    const { id } = await running();
    const cancelled = await team.try('jobs', 'cancel', id);
    return { id, cancelled, again: await team.try('jobs', 'cancel', id) };
  });
  expect(came.cancelled.stdout).toBe(`job ${came.id} is undone: nothing of it is left\n`);
  expect(came.cancelled.code).toBe(0);
  expect(came.again).toMatchObject({ code: 1, stdout: `job ${came.id} is cancelled: it had ended before\n` });
  expect(first.code).toBe(8);
  expect(first.stdout).toContain(`job ${came.id} was cancelled`);
  expect(team.left()).toEqual([]);
  expect(await tags()).toEqual(before);
}, 60_000);

test('jobs cancel of a stopped bake: this process undoes it', async () => {
  const before = await tags();
  const { first, came } = await during('converge', async (child) => {
    child.kill('SIGSTOP');
    const cancelled = await team.try('jobs', 'cancel', (await running()).id);
    const left = team.left();
    child.kill('SIGCONT');
    return { cancelled, left };
  });
  expect(came.cancelled.code, came.cancelled.stderr).toBe(0);
  expect(came.left).toEqual([]);
  if (first.code !== 137) expect(first.stdout).toContain('job-lost');
  expect(team.left()).toEqual([]);
  expect(await tags()).toEqual(before);
}, 60_000);

test('jobs follow tells each step as it goes and ends with the job; jobs show tells its steps', async () => {
  const { came } = await during('converge', async () => {
    const { id } = await running();
    const { stdout, code } = await ran(team.start(['jobs', 'follow', id, '--json', '--output']));
    return {
      id,
      code,
      lines: stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    };
  });
  expect(came.code).toBe(0);
  const ended = came.lines.filter(({ event }) => event === 'done').map(({ step }) => step);
  const { steps, logs, state } = await team.ask<JobDetails>('jobs', 'show', came.id);
  expect(ended).toEqual(steps.map(({ name }) => name));
  expect(came.lines.at(-1)).toMatchObject({ id: came.id, state: 'done', result: { tag: (await tags()).at(-1) } });
  const said = came.lines.flatMap(({ event, text }) => (event === 'output' ? [text] : [])).join('');
  expect(said).toBe(readFileSync(logs.output ?? '', 'utf8'));
  expect({ state, attempts: steps.map(({ attempts }) => attempts) }).toEqual({
    state: 'done',
    attempts: steps.map(() => 1),
  });
}, 60_000);

test('jobs retry bakes what a failed job was to bake, also when the catalog has changed since', async () => {
  const before = await tags();
  await during('converge', async (child) => child.kill('SIGINT'));
  const [job] = (await jobs('--state', 'cancelled')).slice(-1);
  team.write(note('something else by now'));
  const [baked] = await team.ask<{ tag: string; key: string }[]>('jobs', 'retry', job?.id ?? '');
  expect(await tags()).toEqual([...before, baked?.tag]);
  const [planned] = await team.ask<{ action: string; key: string }[]>('bake', 'tiny', '--dry-run');
  expect(planned?.action).toBe('bake');
  expect(planned?.key).not.toBe(baked?.key);
}, 60_000);

test('only so many jobs that have ended are kept', async () => {
  expect((await jobs()).length).toBeGreaterThan(1);
  team.write({ 'rolebake.yaml': team.read('rolebake.yaml').replace(/keep: \d+/, 'keep: 1') });
  await team.run('machines');
  expect(await jobs()).toHaveLength(1);
  expect(readdirSync(team.path('state/logs'))).toEqual((await jobs()).map(({ id }) => id));
});

test('a job that nobody knows', async () => {
  const { code, stderr } = await team.try('jobs', 'follow', '0000000000');
  expect(code).toBe(7);
  expect(stderr).toContain('error[unknown-job]');
});
