import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobEvent, JobKind } from '../../src/engine/job.ts';
import { type Journal, openJournal } from '../../src/engine/journal.ts';
import { recover } from '../../src/engine/recover.ts';
import { runJob, tryJob } from '../../src/engine/run-job.ts';
import { realEffects } from '../../src/host/effects.ts';
import { Refusal } from '../../src/problem/problem.ts';

let folder = '';
let monotonic = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolebake-lease-'));
  monotonic = 1_000_000;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, 'journal.sqlite');
const clock = { leaseMs: 30_000, monotonicMs: () => monotonic };
const journalOf = (now = () => new Date()) => openJournal(file(), { ...realEffects, now }, clock);

/** A job of one subject that does what it is told to. */
const kindOf = (act: (journal: Journal) => Promise<unknown>, journal: Journal): JobKind<string, unknown> => ({
  name: 'told',
  subject: (input) => input,
  run: (context) => context.step('only', () => act(journal)),
  undo: async () => undefined,
});

function theOnly<T>(all: readonly T[]): T {
  const [one, ...rest] = all;
  if (one === undefined || rest.length > 0) throw new Error(`${all.length} instead of one`);
  return one;
}

test('a lease runs out by the monotonic clock, whatever the clock on the wall says', () => {
  let wall = Date.parse('2026-01-01');
  using journal = journalOf(() => new Date(wall));
  journal.begin('told', null);
  wall += 10 * 365 * 86_400_000;
  expect(journal.holding(theOnly(journal.jobs()))).toBe('held');
  monotonic += 30_001;
  expect(journal.holding(theOnly(journal.jobs()))).toBe('expired');
});

test('a job of an earlier boot is dead, whatever its lease says', () => {
  using journal = journalOf();
  journal.begin('told', null);
  using database = new DatabaseSync(file());
  database.exec(`UPDATE job SET boot = 'another', lease = ${Number.MAX_SAFE_INTEGER}`);
  expect(journal.holding(theOnly(journal.jobs()))).toBe('dead');
});

test('of two jobs of one subject the second does not run, and is told the first', async () => {
  using journal = journalOf();
  const second = kindOf(async () => 'ran twice', journal);
  const first = kindOf(() => tryJob(journal, second, 'role/web'), journal);
  const result = await runJob(journal, first, 'role/web');
  expect(result).toMatchObject({ outcome: 'busy', other: { subject: 'role/web', state: 'running' } });
  expect(await runJob(journal, second, 'role/web')).toBe('ran twice');
});

test('a job that is cancelled is undone and told as cancelled', async () => {
  using journal = journalOf();
  const kind: JobKind<string, void> = {
    ...kindOf(async () => undefined, journal),
    run: (context) =>
      context.step('long', async () => {
        journal.requestCancel(context.jobId);
        await new Promise((_, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)));
      }),
  };
  await expect(runJob(journal, kind, 'role/web')).rejects.toThrow(/was cancelled/);
  expect(theOnly(journal.jobs())).toMatchObject({ state: 'cancelled', cancel: true });
});

test('a dead job that is to be cancelled is undone even where others would be finished', async () => {
  using journal = journalOf();
  const kind = kindOf(async () => 'finished', journal) as JobKind<unknown, unknown>;
  journal.begin('told', 'role/web', 'role/web');
  journal.requestCancel(theOnly(journal.jobs()).id);
  const isAbandoned = () => true;
  expect(await recover(journal, [kind], { mode: 'finish', isAbandoned })).toMatchObject([{ outcome: 'undone' }]);
  expect(theOnly(journal.jobs()).state).toBe('cancelled');
});

const sshCut = () => new Refusal({ code: 'ssh-failed', message: 'cut' });
const retries = { tries: 3, pauseMs: 10, isTransient: (error: unknown) => /ssh-failed/.test(String(error)) };

/** Runs a step that throws these errors one after the other, then works; tells the events. */
async function tried(journal: Journal, errors: Error[]): Promise<{ events: JobEvent[]; outcome: unknown }> {
  const events: JobEvent[] = [];
  const left = [...errors];
  const act = async () => {
    const error = left.shift();
    if (error) throw error;
    return 'worked';
  };
  const kind: JobKind<null, string> = {
    name: 'flaky',
    run: (context) => context.step('flaky', act, { retries }),
    undo: async () => undefined,
  };
  const outcome = await runJob(journal, kind, null, { observe: (event) => events.push(event) }).catch(String);
  return { events, outcome };
}

test('a step is tried again after an error that may pass, with growing pauses, and the journal keeps why', async () => {
  using journal = journalOf();
  const { events, outcome } = await tried(journal, [sshCut(), sshCut()]);
  expect(outcome).toBe('worked');
  expect(events.filter(({ phase }) => phase === 'retrying')).toMatchObject([
    { attempt: 2, of: 3, why: 'ssh-failed: cut' },
    { attempt: 3, of: 3, why: 'ssh-failed: cut' },
  ]);
  const pauses = events.flatMap((event) => (event.phase === 'retrying' ? [event.pauseSeconds] : []));
  expect(pauses[0]).toSatisfy((seconds: number) => seconds >= 0.005 && seconds <= 0.01);
  expect(pauses[1]).toSatisfy((seconds: number) => seconds >= 0.01 && seconds <= 0.02);
  const job = theOnly(journal.jobs()).id;
  expect(journal.steps(job)).toMatchObject([{ state: 'done', attempts: 3 }]);
  expect(journal.failures(job).map(({ attempt, error }) => [attempt, error])).toEqual([
    [1, 'ssh-failed: cut'],
    [2, 'ssh-failed: cut'],
  ]);
});

test('an error that stays is not tried again, nor one that comes back too often', async () => {
  using journal = journalOf();
  const ill = new Refusal({ code: 'converge-failed', message: 'ill recipe' });
  expect((await tried(journal, [ill])).events.map(({ phase }) => phase)).not.toContain('retrying');
  const often = await tried(journal, [sshCut(), sshCut(), sshCut(), sshCut()]);
  expect(often.outcome).toMatch(/ssh-failed/);
  expect(often.events.filter(({ phase }) => phase === 'retrying')).toHaveLength(2);
});

test('the oldest jobs that have ended are forgotten, those that run are not', async () => {
  using journal = journalOf();
  const running = journal.begin('told', null);
  for (let count = 0; count < 5; count++) await tried(journal, [sshCut()]);
  const before = journal.jobs().map(({ id }) => id);
  expect(journal.prune(2)).toHaveLength(3);
  expect(journal.jobs().map(({ id }) => id)).toEqual([before[0], before[4], before[5]]);
  expect(running).toMatchObject({ job: before[0] });
  using database = new DatabaseSync(file());
  expect(database.prepare('SELECT count(*) AS steps FROM step').get()).toEqual({ steps: 2 });
});

test('a journal of version 1 is taken over with its jobs and steps; a living owner keeps its job', async () => {
  const { pid, startTime, boot } = (await import('../../src/engine/owner.ts')).thisProcess();
  const old = new DatabaseSync(file());
  old.exec(VERSION_1);
  const insert = old.prepare(`INSERT INTO job (id, kind, input, state, pid, start, boot, created, updated, error)
    VALUES (?, 'bake', '{"role":"web"}', ?, ?, ?, ?, '2026-01-01', '2026-01-02', ?)`);
  insert.run('aaaaaaaaaa', 'failed', pid, startTime, boot, 'ssh-failed: cut');
  insert.run('bbbbbbbbbb', 'running', pid, startTime, boot, null);
  old.exec(`INSERT INTO step (job, name, result, started) VALUES ('bbbbbbbbbb', 'launch', '1', '2026-01-01')`);
  old.close();
  using journal = journalOf();
  monotonic += 10 ** 12;
  expect(journal.jobs()).toMatchObject([
    { id: 'aaaaaaaaaa', state: 'failed', error: 'ssh-failed: cut', subject: undefined },
    { id: 'bbbbbbbbbb', state: 'running', epoch: 1, cancel: false },
  ]);
  expect(journal.jobs('running').map((job) => journal.holding(job))).toEqual(['held']);
  expect(journal.steps('bbbbbbbbbb')).toMatchObject([{ name: 'launch', result: 1, attempts: 1 }]);
  expect(journal.input('bbbbbbbbbb')).toEqual({ role: 'web' });
  using again = journalOf();
  expect(again.jobs()).toEqual(journal.jobs());
});

/** As rolebake wrote it before there were leases. */
const VERSION_1 = `
  CREATE TABLE job (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, input TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed', 'undone')),
    undoing INTEGER NOT NULL DEFAULT 0, epoch INTEGER NOT NULL DEFAULT 1, pid INTEGER NOT NULL, start INTEGER NOT NULL,
    boot TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL, error TEXT) STRICT;
  CREATE TABLE step (
    job TEXT NOT NULL REFERENCES job (id), name TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'started' CHECK (state IN ('started', 'done', 'failed')),
    result TEXT, started TEXT NOT NULL, ended TEXT, attempts INTEGER NOT NULL DEFAULT 1, error TEXT,
    UNIQUE (job, name)) STRICT;
  PRAGMA user_version = 1;`;
