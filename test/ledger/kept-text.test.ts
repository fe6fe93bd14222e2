import { appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { intentText } from '../../src/ledger/intent.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import type { LedgerView } from '../../src/ledger/ledger-view.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { factOf } from './build.ts';

let folder: string;
let ledger: Ledger;
let made: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolebake-kept-text-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  made = 0;
  ledger = open();
  for (const name of ['os/debian-12', 'role/web', 'role/worker']) await ledger.append(factOf(name, 1));
  await settled();
});

const open = () => openLedger(join(folder, 'ledger'), { now: () => new Date() }, { state: join(folder, 'state') });

/** Longer than a file must be older than when it is read, for its times to be relied on. */
const settled = () => sleep(40);

const make = (view: LedgerView) => {
  made += 1;
  return view
    .heads()
    .map(({ tag }) => tag)
    .join(' ');
};
const text = async (build = '1') => await open().text({ name: 'heads', build, make });

test('a text is made once, and anew when the ledger says more or the program is another', async () => {
  expect(await text()).toBe('os/debian-12@1 role/web@1 role/worker@1');
  expect([await text(), made]).toEqual(['os/debian-12@1 role/web@1 role/worker@1', 1]);
  await ledger.append(factOf('role/web', 2));
  await settled();
  expect([await text(), made]).toEqual(['os/debian-12@1 role/web@2 role/worker@1', 2]);
  expect([await text('2'), made]).toEqual(['os/debian-12@1 role/web@2 role/worker@1', 3]);
  expect([await text('2'), made]).toEqual(['os/debian-12@1 role/web@2 role/worker@1', 3]);
});

test('a file that is gone, or that someone has changed, is found as if nothing had been kept', async () => {
  const file = join(folder, 'ledger/role/web.jsonl');
  const bytes = readFileSync(file);
  await text();
  writeFileSync(file, bytes.toString('utf8').replace('ada', 'eve'));
  await expect(text()).rejects.toThrow('ledger-damaged: role/web.jsonl line 1 (role/web@1) was changed');
  appendFileSync(file, 'x');
  await expect(text()).rejects.toThrow('ledger-damaged');
  rmSync(file);
  await expect(text()).rejects.toThrow('ledger-damaged: role/web.jsonl was removed');
  writeFileSync(file, bytes);
  await settled();
  expect([await text(), made]).toEqual(['os/debian-12@1 role/web@1 role/worker@1', 2]);
});

test('a file that was touched is read again, and a checkpoint of before is a rollback', async () => {
  const [heads, file] = ['HEADS', 'role/web.jsonl'].map((path) => join(folder, 'ledger', path)) as [string, string];
  const before = [readFileSync(heads), readFileSync(file)] as const;
  await text();
  utimesSync(file, new Date(), new Date());
  await settled();
  expect([await text(), made]).toEqual(['os/debian-12@1 role/web@1 role/worker@1', 2]);
  await ledger.append(factOf('role/web', 2));
  writeFileSync(heads, before[0]);
  writeFileSync(file, before[1]);
  await expect(text()).rejects.toThrow('ledger-damaged');
});

test('what a writer is at counts as written', async () => {
  await text();
  const [heads, file] = ['HEADS', 'role/web.jsonl'].map((path) => join(folder, 'ledger', path)) as [string, string];
  const before = [readFileSync(heads), readFileSync(file)] as const;
  const { at } = await ledger.append(factOf('role/web', 2));
  const line = readFileSync(file).subarray(before[1].length).toString('utf8');
  const digests = [digestOf(before[0]), digestOf(readFileSync(heads))] as const;
  writeFileSync(heads, before[0]);
  writeFileSync(file, before[1]);
  const intent = intentText({ file: 'role/web.jsonl', line, size: before[1].length, at, heads: digests });
  writeFileSync(join(folder, 'ledger/.state/intent'), intent);
  expect(await text()).toBe('os/debian-12@1 role/web@2 role/worker@1');
});
