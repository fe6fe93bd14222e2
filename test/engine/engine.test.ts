import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobEvent, JobKind } from '../../src/engine/job.ts';
import { openJournal } from '../../src/engine/journal.ts';
import { recover } from '../../src/engine/recover.ts';
import { runJob } from '../../src/engine/run-job.ts';
import { realEffects } from '../../src/host/effects.ts';

const WORKER = resolve(import.meta.dirname, 'worker.ts');
let folder = '';
let children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolebake-engine-'));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  rmSync(folder, { recursive: true, force: true });
});

const journalOf = () => openJournal(join(folder, 'journal.sqlite'), realEffects);
const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
const jobFiles = () => readdirSync(folder).filter((name) => name.includes('-') && !name.startsWith('journal'));

interface Worker {
  readonly child: ChildProcess;
  readonly lines: AsyncIterator<string>;
}

function start(...args: string[]): Worker {
  const child = spawn(process.execPath, ['--no-warnings', WORKER, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
}

/** The next line that the worker prints. */
async function line({ lines }: Worker): Promise<string> {
  return String((await lines.next()).value);
}

function killed({ child }: Worker): Promise<void> {
  return new Promise((done) => {
    child.once('exit', () => done());
    child.kill('SIGKILL');
  });
}

/** A worker that was killed at this point. */
async function crashAt(point: string): Promise<void> {
  const worker = start('run', folder, point);
  expect(await line(worker)).toBe('ready');
  await killed(worker);
}

test.each([
  ['two:before', 'made made made'],
  ['two:in', 'made adopted made'],
  ['two:after', 'made adopted made'],
])('a job killed at %s is finished by another process, which runs no finished step again', async (point, result) => {
  await crashAt(point);
  const [recovered] = JSON.parse(await line(start('finish', folder)));
  expect(recovered).toMatchObject({ outcome: 'finished', result });
  expect(calls().map((call) => call.split(' ')[0])).toEqual(['one', 'two', 'two', 'three']);
  using journal = journalOf();
  expect(journal.job(recovered.job)?.state).toBe('done');
  expect(journal.steps(recovered.job).map(({ attempts }) => attempts)).toEqual([1, 2, 1]);
});

test.each([
  ['one:in', 'undone', 0],
  ['two:after', 'undone', 0],
  ['three:in', 'finished', 3],
])('recovery by undo of a job killed at %s: %s, %i files', async (point, outcome, files) => {
  await crashAt(point);
  const [recovered] = JSON.parse(await line(start('undo', folder)));
  expect(recovered.outcome).toBe(outcome);
  expect(jobFiles()).toHaveLength(files);
});

test('of several recoverers at once exactly one takes each job', async () => {
  await Promise.all([crashAt('two:in'), crashAt('two:in')]);
  const answers = await Promise.all([1, 2, 3, 4].map(() => line(start('finish', folder))));
  const taken = answers.flatMap((answer) => JSON.parse(answer) as { job: string; outcome: string }[]);
  expect(taken.map(({ outcome }) => outcome)).toEqual(['finished', 'finished']);
  expect(new Set(taken.map(({ job }) => job)).size).toBe(2);
  expect(calls().filter((call) => call.startsWith('three'))).toHaveLength(2);
});

test('a living owner keeps its job, stopped or not; one that lost it can write nothing more', async () => {
  const worker = start('run', folder, 'one:after');
  expect(await line(worker)).toBe('ready');
  worker.child.kill('SIGSTOP');
  expect(JSON.parse(await line(start('finish', folder)))).toEqual([]);
  using journal = journalOf();
  const [job] = journal.jobs('running');
  if (!job) throw new Error('no running job');
  expect(journal.takeOver(job)).toEqual({ job: job.id, epoch: 2 });
  const answer = line(worker);
  worker.child.kill('SIGUSR2');
  worker.child.kill('SIGCONT');
  expect(JSON.parse(await answer).error).toMatch(/job-lost/);
  expect(journal.steps(job.id).map(({ name, state }) => [name, state])).toEqual([['one', 'started']]);
  expect(calls()).toHaveLength(1);
  expect(jobFiles()).toHaveLength(1);
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s undoes the job', async (signal) => {
  const worker = start('run', folder, 'two:in');
  expect(await line(worker)).toBe('ready');
  const answer = line(worker);
  worker.child.kill(signal);
  expect(JSON.parse(await answer).error).toBe(`interrupted: stopped by ${signal}`);
  expect(jobFiles()).toEqual([]);
  using journal = journalOf();
  expect(journal.jobs()).toMatchObject([{ state: 'cancelled', error: `interrupted: stopped by ${signal}` }]);
});

test('a failed undo leaves the job running, to be undone and not finished', async () => {
  using journal = journalOf();
  const events: JobEvent[] = [];
  const kind: JobKind<null, void> = {
    name: 'stubborn',
    async run(context) {
      await context.step('only', async () => Promise.reject(new Error('no luck')));
    },
    async undo() {
      throw new Error('no way back');
    },
  };
  await expect(runJob(journal, kind, null, { observe: (event) => events.push(event) })).rejects.toThrow('no luck');
  expect(journal.jobs()).toMatchObject([{ state: 'running', undoing: true, error: 'undo: no way back' }]);
  expect(events.map((event) => [event.phase, 'step' in event && event.step])).toEqual([
    ['started', 'only'],
    ['failed', 'only'],
    ['started', 'undo'],
    ['failed', 'undo'],
  ]);
  expect(await recover(journal, [], { mode: 'finish' })).toEqual([]);
});

test('a dead job of a kind that nobody knows is reported and left alone', async () => {
  await crashAt('one:in');
  using journal = journalOf();
  const [job] = journal.jobs();
  const answer = await recover(journal, [], { mode: 'finish' });
  expect(answer).toEqual([{ job: job?.id, kind: 'files', subject: undefined, outcome: 'unknown-kind' }]);
  expect(journal.jobs()).toEqual([job]);
});
