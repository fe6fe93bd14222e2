import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { overview, type Row } from '../../src/cli/progress/overview.ts';
import { Progress } from '../../src/cli/progress/progress.ts';
import { realEffects } from '../../src/host/effects.ts';
import { Screen } from '../fixtures/screen.ts';

const effects = { ...realEffects, now: () => new Date('2026-11-30T12:00:00Z') };
/** Longer than it takes until the lines are drawn anew. */
const REDRAWN_MS = 250;

/** Progress on a screen of this size. */
function onScreen(columns: number, rows: number) {
  const screen = new Screen(columns, rows);
  return { screen, progress: new Progress(screen.terminal(), effects, false) };
}

/** What is on the screen once it was drawn anew; what turns and what counts is told apart from the rest. */
async function seen(screen: Screen): Promise<string[]> {
  await sleep(REDRAWN_MS);
  return (await screen.lines()).map((line) => line.replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/u, '*').replace(/\s+\d+ s\b/, ' N s'));
}

test('many that run at once have a line each, which ends as what came of it; the last line counts them', async () => {
  const { screen, progress } = onScreen(80, 24);
  progress.say('before');
  progress.expect(['web', 'worker', 'db']);
  progress.start({ subject: 'web', step: 'launch' });
  progress.start({ subject: 'worker', step: 'converge (puppet)' });
  progress.detail('worker', 'Notice: one\nNotice: \u001b[31mtwo\n');
  expect(await seen(screen)).toEqual([
    'before',
    '* web            launch N s',
    '* worker         converge (puppet) N s  Notice: two',
    '· db',
    '  0 of 3 done, 2 under way, 1 to come',
  ]);
  progress.end({ subject: 'web', step: 'launch' }, 'done');
  progress.finish('web', 'done', 'role/web@1 in 2 s');
  progress.end({ subject: 'worker', step: 'converge (puppet)' }, 'failed');
  progress.finish('worker', 'failed', 'converge-failed');
  progress.say('said meanwhile');
  progress.start({ subject: 'db', step: 'launch' });
  const after = await seen(screen);
  expect(after.slice(0, 3)).toEqual(['before', 'said meanwhile', '✔ web            role/web@1 in N s']);
  expect(after[3]).toMatch(/^✖ worker {9}converge \(puppet\): converge-failed after/);
  expect(after.slice(4)).toEqual(['* db             launch N s', '  1 of 3 done, 1 under way, 1 failed']);
  progress.settle();
  expect(await seen(screen)).toEqual(['before', 'said meanwhile']);
});

test('one alone has a line for each step that it has done', async () => {
  const { screen, progress } = onScreen(80, 24);
  progress.expect(['web']);
  progress.start({ subject: 'web', step: 'launch' });
  progress.end({ subject: 'web', step: 'launch' }, 'done', 1.5);
  progress.start({ subject: 'web', step: 'seal' });
  expect(await seen(screen)).toEqual([
    '  web            launch                       1.5 s',
    '* web            seal N s',
  ]);
  progress.end({ subject: 'web', step: 'seal' }, 'failed', 0.2);
  expect((await seen(screen)).at(-1)).toBe('  web            seal                       failed after 0.2 s');
});

test.each([
  [44, 24],
  [130, 40],
  [80, 12],
])('a window that becomes %i by %i shows each line once', async (columns, rows) => {
  const { screen, progress } = onScreen(80, 24);
  const roles = Array.from({ length: 10 }, (_, index) => `role_${index}_with_a_long_name`);
  progress.say('before');
  progress.expect(roles);
  for (const subject of roles.slice(0, 4)) progress.start({ subject, step: 'refresh package lists' });
  for (const subject of roles.slice(0, 4)) progress.detail(subject, `words ${'of some length '.repeat(10)}`);
  await seen(screen);
  screen.resize(columns, rows);
  await seen(screen);
  const lines = await seen(screen);
  const shown = Math.min(10, rows - 2);
  expect(lines).toHaveLength(shown + 2);
  expect(lines[0]).toBe('before');
  expect(lines.filter((line) => line.startsWith('*'))).toHaveLength(4);
  expect(lines.at(-1)).toBe('  0 of 10 done, 4 under way, 6 to come');
  for (const line of lines) expect([...line].length).toBeLessThan(columns);
});

const plain = { paint: (_: unknown, text: string) => text, now: 0, unicode: false };
const rowOf = (subject: string, state: Row['state']): Row => ({ subject, state, text: 'x' });

test('where not all have room, those that run are shown, then those that failed, then those that ended last', () => {
  const rows = [
    ...['a', 'b', 'c'].map((name) => rowOf(name, 'done')),
    rowOf('d', 'failed'),
    ...['e', 'f'].map((name) => rowOf(name, 'running')),
    ...['g', 'h', 'i'].map((name) => rowOf(name, 'waiting')),
  ];
  const names = (height: number) =>
    overview(rows, { ...plain, columns: 60, rows: height }, true)
      .slice(0, -1)
      .map((line) => line.slice(2, 3))
      .join('');
  expect([12, 10, 8, 6, 5, 4, 3].map(names)).toEqual(['abcdefghi', 'abcdefgh', 'abcdef', 'cdef', 'def', 'ef', 'f']);
});

test('a wide letter takes two columns, and no line is wider than the terminal', () => {
  const row: Row = { subject: 'web', state: 'running', text: 'launch', seconds: 1, detail: '日本'.repeat(40) };
  for (const columns of [20, 40, 41, 80]) {
    const [line = ''] = overview([row], { ...plain, columns, rows: 9 }, false);
    const width = [...line].reduce((sum, letter) => sum + (/[日本]/.test(letter) ? 2 : 1), 0);
    expect(width).toBeLessThan(columns);
    expect(line).toMatch(/~$/);
  }
});

test('elsewhere than on a terminal nothing is written over, and as JSON each ending is an event', async () => {
  for (const json of [false, true]) {
    let text = '';
    const err = (piece: string) => {
      text += piece;
    };
    const terminal = { ...new Screen(80, 24).terminal(), live: false, err };
    const progress = new Progress(terminal, effects, json);
    progress.expect(['web', 'db']);
    progress.start({ subject: 'web', step: 'launch' });
    progress.end({ subject: 'web', step: 'launch' }, 'done', 1.5);
    progress.finish('web', 'done', 'role/web@1 in 2 s');
    progress.settle();
    const events = ['started', 'done', 'ended'].map((event) => expect.objectContaining({ event, subject: 'web' }));
    if (json)
      expect(
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ).toEqual(events);
    else expect(text).toBe('  web            launch                       1.5 s\n');
  }
});
