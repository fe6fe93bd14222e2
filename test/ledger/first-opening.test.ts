import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { realEffects } from '../../src/host/effects.ts';
import { openLedger } from '../../src/ledger/ledger.ts';
import { ledgerOf } from './build.ts';

const ROUNDS = 60;

test('of many who first open a ledger that was cloned, none takes from another what it has found there', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'rolebake-ledger-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (let round = 0; round < ROUNDS; round++) clone(join(dir, String(round)));
  const start = Date.now() + 1000;
  const all = ['a', 'b', 'reader', 'reader', 'reader'].map((what) => opener(dir, what, start));
  const numbers = (await Promise.all(all)).flat();
  expect(numbers).toEqual(Array.from({ length: 2 * ROUNDS }, () => '5'));
  for (let round = 0; round < ROUNDS; round++) {
    const ledger = openLedger(join(dir, String(round)), realEffects);
    expect(await ledger.inspect()).toMatchObject({ faults: [], entries: 42 });
  }
}, 120_000);

/** A ledger as git gives it: without what a machine keeps beside it. */
function clone(dir: string): void {
  for (const [path, bytes] of ledgerOf({ 'role/web': 40 })) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), bytes);
  }
}

/** What a process prints that opens all of them, a line each. */
async function opener(dir: string, what: string, start: number): Promise<string[]> {
  const argv = [join(import.meta.dirname, 'opener.ts'), dir, what, String(start), String(ROUNDS)];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return (await text(child.stdout)).split('\n').filter(Boolean);
}
