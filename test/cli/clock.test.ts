import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { remains } from '../chaos/remains.ts';
import { ran, type StepEvent, type Team } from './team.ts';
import { note, tinyTeam } from './tiny.ts';

let team: Team;

beforeAll(async () => {
  team = await tinyTeam();
}, 120_000);

afterAll(async () => await team?.end(), 60_000);

/** What the clock on the wall is set to at the beginning of a step, counted from the real time. */
type Jumps = Readonly<Record<string, string>>;

/** Runs the real command under libfaketime: its clock on the wall jumps, the monotonic one does not. */
async function jumping(jumps: Jumps, ...argv: string[]) {
  const file = team.path('clock');
  writeFileSync(file, '+0');
  const preload = ['LD_PRELOAD=/usr/$LIB/faketime/libfaketime.so.1', `FAKETIME_TIMESTAMP_FILE=${file}`];
  const child = team.start(
    [...argv, '--json'],
    [...['env', ...preload, 'FAKETIME_NO_CACHE=1', 'FAKETIME_DONT_FAKE_MONOTONIC=1']],
  );
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const [step, to] of Object.entries(jumps))
      if (text.includes(`"event":"started"`) && text.includes(`"step":"${step}`)) writeFileSync(file, to);
  });
  const { code, stdout, stderr } = await ran(child);
  const events = stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as StepEvent & { at: string });
  return { code, stdout, events };
}

interface Baked {
  readonly tag: string;
  readonly digest: string;
  readonly seconds: number;
}

test('the clock of the host jumps back and forth: the bake ends well, with the same image', async () => {
  await team.run('bake', 'tiny');
  const [{ digest }] = (await team.ask<{ entry: { digest: string } }[]>('tags', 'role/tiny')).map(
    ({ entry }) => entry,
  ) as [Baked];
  const file = note('first')['catalog/profiles/note.yaml'] ?? '';
  // Another key for the same image: a check that was not there.
  team.write({ 'catalog/profiles/note.yaml': `${file}checks:\n  - file: /etc/note\n` });
  const { code, stdout, events } = await jumping({ converge: '-40d', seal: '+300d', tag: '-400d' }, 'bake', 'tiny');
  expect(code, stdout).toBe(0);
  const years = new Set(events.map(({ at }) => at?.slice(0, 4)));
  expect(years.size).toBeGreaterThan(1);
  const [baked] = JSON.parse(stdout) as Baked[];
  expect(baked).toMatchObject({ tag: 'role/tiny@2', digest });
  expect(baked?.seconds).toBeGreaterThan(0);
  expect(baked?.seconds).toBeLessThan(600);
  expect(await team.run('ledger', 'verify')).toContain('whole');
  expect(await team.run('bake', 'tiny')).toContain('keep  role/tiny@2');
  const [job] = (await team.ask<{ id: string }[]>('jobs')).slice(-1);
  const { steps } = await team.ask<{ steps: { seconds: number }[] }>('jobs', 'show', job?.id ?? '');
  expect(steps.filter(({ seconds }) => seconds < 0)).toEqual([]);
  expect(remains(team)).toEqual([]);
}, 120_000);

test('who follows a bake, and who takes it over, goes by no clock that can be set', async () => {
  team.write({ ...note('followed'), 'rolebake.yaml': `${team.read('rolebake.yaml')}jobs: {lease: 3}\n` });
  const second = Promise.withResolvers<Awaited<ReturnType<typeof jumping>>>();
  const act = () =>
    void jumping({ converge: '+300d', seal: '-300d' }, 'bake', 'tiny').then(second.resolve, second.reject);
  const first = await team.runUntil('launch', act, 'bake', 'tiny');
  expect(first.code, first.stdout).toBe(0);
  const { code, stdout } = await second.promise;
  expect(code, stdout).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject([{ action: 'keep', tag: 'role/tiny@3' }]);
  expect(remains(team)).toEqual([]);
}, 120_000);
