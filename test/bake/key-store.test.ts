import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate as soon } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { KeyStore } from '../../src/bake/key-store.ts';

const MAKER = resolve(import.meta.dirname, 'key-maker.ts');
const none = async () => new Set<string>();
let state = '';
let child: ChildProcess | undefined;
let count = 0;

afterEach(async () => {
  child?.kill('SIGKILL');
  const store = new KeyStore(state);
  for (const path of store.paths()) store.forget(path.split('.')[1] ?? '');
});

/** Starts a process that makes so many keys; half of them it forgets at once. */
function maker(keys: number): ChildProcess {
  state = `/no/such/state-${process.pid}-${count++}`;
  child = spawn(process.execPath, [MAKER, state, String(keys)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return child;
}

async function killed(one: ChildProcess): Promise<void> {
  const ended = once(one, 'exit');
  one.kill('SIGKILL');
  await ended;
}

test('who clears up meanwhile takes nothing from a process that makes keys', async () => {
  const making = maker(600);
  const store = new KeyStore(state);
  let [made, rounds] = [false, 0];
  making.stdout?.once('data', () => (made = true));
  while (!made && making.exitCode === null) {
    await store.forgetOrphans(none);
    rounds++;
    await soon();
  }
  expect({ exit: making.exitCode, keys: store.paths().length }).toEqual({ exit: null, keys: 300 });
  expect(rounds).toBeGreaterThan(20);
});

test('keys of a dead process go with what it was half-way through; those of its machines stay', async () => {
  const making = maker(4);
  await once(making.stdout ?? making, 'data');
  const store = new KeyStore(state);
  const [first = ''] = store.paths();
  writeFileSync(`${first.replace('.m-', '.n-')}.new`, '{"ho');
  expect(store.paths()).toHaveLength(3);
  await store.forgetOrphans(none);
  expect(store.paths()).toHaveLength(3);
  await killed(making);
  await store.forgetOrphans(async () => new Set(['m-3']));
  expect(store.paths()).toEqual([expect.stringContaining('.m-3.')]);
});

test('who goes on with a dead process finds its keys, and nobody clears them away then', async () => {
  const making = maker(2);
  await once(making.stdout ?? making, 'data');
  const store = new KeyStore(state);
  const keys = store.of('m-1');
  await killed(making);
  expect(store.of('m-1')).toEqual(keys);
  await store.forgetOrphans(none);
  expect(store.of('m-1')).toEqual(keys);
});
