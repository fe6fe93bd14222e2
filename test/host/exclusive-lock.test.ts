import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withExclusiveLock } from '../../src/host/exclusive-lock.ts';

const MODULE = resolve(import.meta.dirname, '../../src/host/exclusive-lock.ts');
let folder = '';
let holder: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolebake-lock-'));
});
afterEach(() => {
  holder?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process that holds this lock and does nothing. */
async function hold(file: string): Promise<ChildProcess> {
  const code = `import { withExclusiveLock } from ${JSON.stringify(MODULE)};
    await withExclusiveLock(${JSON.stringify(file)}, async () => {
      console.log('held');
      await new Promise((done) => setTimeout(done, 60_000));
    });`;
  const argv = ['--no-warnings', '--input-type=module', '--eval', code];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  holder = child;
  await once(child.stdout, 'data');
  return child;
}

test('who waits in vain is told which process has the lock, and how to wake or end one that is stopped', async () => {
  const file = join(folder, 'lock');
  const { pid } = await hold(file);
  const attempt = () => withExclusiveLock(file, async () => 'mine', { patienceMs: 100 });
  await expect(attempt()).rejects.toMatchObject({
    problems: [{ code: 'lock-busy', hint: `see what it does: ps ${pid}` }],
  });
  holder?.kill('SIGSTOP');
  await expect(attempt()).rejects.toMatchObject({
    problems: [
      {
        message: `process ${pid}, which is stopped, has held ${file} for 0.1 s`,
        hint: expect.stringContaining(`kill -CONT ${pid}`),
      },
    ],
  });
});

test('a holder that is stopped is ended by who waits for its lock; one that works is not', async () => {
  const file = join(folder, 'lock');
  const child = await hold(file);
  const attempt = () => withExclusiveLock(file, async () => 'mine', { patienceMs: 1_000, stoppedPatienceMs: 200 });
  await expect(attempt()).rejects.toThrow(/^lock-busy/);
  expect(child.signalCode).toBe(null);
  child.kill('SIGSTOP');
  expect(await attempt()).toBe('mine');
});
