import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { factOf } from './build.ts';
import { newSigner } from './keys.ts';

let folder: string;
const effects = { now: () => new Date('2026-11-23T18:00:00Z') };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolebake-rollback-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

const dir = () => join(folder, 'ledger');
const open = (state = 'state') => openLedger(dir(), effects, { state: join(folder, state) });
const keep = (name: string) => cpSync(dir(), join(folder, name), { recursive: true });
const bringBack = (name: string) => {
  rmSync(dir(), { recursive: true });
  cpSync(join(folder, name), dir(), { recursive: true });
};
const faults = async (ledger: Ledger) =>
  (await ledger.verify()).map(({ kind, file, line }) => [kind, file, line].filter(Boolean).join(' '));

async function add(ledger: Ledger, component: string, jobs: readonly string[]): Promise<void> {
  for (const job of jobs) await ledger.append({ ...factOf(component, 1), job });
}

test('an older ledger as a whole is found by verify, by readers and by writers, and named', async () => {
  await add(open(), 'role/web', ['a', 'b']);
  keep('old');
  await add(open(), 'role/web', ['c', 'd']);
  await add(open(), 'app/shop', ['e']);
  bringBack('old');
  expect(await faults(open())).toEqual(['rollback app/shop.jsonl', 'rollback role/web.jsonl 3']);
  const said = 'role/web.jsonl was rolled back to 2 entries; this machine has seen 4';
  expect((await open().verify()).at(-1)?.message).toBe(said);
  await expect(open().heads()).rejects.toThrow(said);
  await expect(add(open(), 'role/web', ['f'])).rejects.toThrow(said);
  await expect(open().files()).rejects.toThrow('ledger-damaged');
  expect(await faults(open('state of another machine'))).toEqual([]);
});

test('what a reader has seen counts too, not only what was written here', async () => {
  await add(open('writer'), 'role/web', ['a']);
  keep('old');
  await add(open('writer'), 'role/web', ['b']);
  expect(await open().heads()).toHaveLength(1);
  bringBack('old');
  await expect(open().heads()).rejects.toThrow('was rolled back to 1 entries'.replace('1 entries', '1 entry'));
});

test('an empty ledger in place of one that had entries is a rollback', async () => {
  await add(open(), 'role/web', ['a']);
  rmSync(dir(), { recursive: true });
  expect(await faults(open())).toEqual(['rollback role/web.jsonl']);
  await expect(open().heads()).rejects.toThrow('role/web.jsonl is gone, and this machine has seen 1 entry in it');
  await expect(add(open(), 'role/web', ['a'])).rejects.toThrow('ledger-damaged');
});

test('a ledger that has gone another way is found, as long as it is or longer', async () => {
  await add(open(), 'role/web', ['a']);
  keep('old');
  await add(open(), 'role/web', ['b']);
  keep('seen');
  bringBack('old');
  await add(open('eve'), 'role/web', ['c']);
  expect(await faults(open())).toEqual(['fork role/web.jsonl 2']);
  await add(open('eve'), 'role/web', ['d', 'e']);
  expect(await faults(open())).toEqual(['fork role/web.jsonl 2']);
  await expect(open().heads()).rejects.toThrow('role/web.jsonl line 2 is another one than this machine has seen');
  bringBack('seen');
  expect(await faults(open())).toEqual([]);
  expect(await open().heads()).toHaveLength(1);
});

test('what others have appended since is taken, and remembered', async () => {
  await add(open(), 'role/web', ['a', 'b']);
  keep('old');
  await add(open('another'), 'role/web', ['c']);
  await add(open('another'), 'os/debian-12', ['d']);
  expect((await open().heads()).map(({ tag }) => tag)).toEqual(['os/debian-12@1', 'role/web@3']);
  bringBack('old');
  expect(await faults(open())).toEqual(['rollback os/debian-12.jsonl', 'rollback role/web.jsonl 3']);
});

test('a rollback on purpose is accepted, once, and only if nothing else is wrong', async () => {
  await add(open(), 'role/web', ['a']);
  keep('old');
  await add(open(), 'role/web', ['b']);
  bringBack('old');
  expect((await open().accept()).map(({ kind }) => kind)).toEqual(['rollback']);
  expect(await faults(open())).toEqual([]);
  await add(open(), 'role/web', ['c']);
  expect(await open().accept()).toEqual([]);
  const file = join(dir(), 'role/web.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').replace('ada', 'eve'));
  await expect(open().accept()).rejects.toThrow('ledger-damaged');
});

test('a merge that gives entries of this clone other numbers is no rollback', async () => {
  await add(open(), 'role/web', ['a']);
  keep('other');
  await add(open(), 'role/web', ['mine']);
  const other = openLedger(join(folder, 'other'), effects);
  await add(other, 'role/web', ['theirs']);
  expect(await open().merge({ files: await other.files() })).toMatchObject({
    taken: 1,
    renamed: [{ to: 'role/web@3' }],
  });
  expect(await faults(open())).toEqual([]);
  await add(open(), 'role/web', ['more']);
  expect((await open().heads()).map(({ tag }) => tag)).toEqual(['role/web@4']);
});

test('an old checkpoint with its good signature is a rollback all the same', async () => {
  const signer = newSigner(folder);
  const signed = () => openLedger(dir(), effects, { state: join(folder, 'state'), signer });
  await add(signed(), 'role/web', ['a']);
  keep('old');
  await add(signed(), 'role/web', ['b']);
  bringBack('old');
  expect(await faults(signed())).toEqual(['rollback role/web.jsonl 2']);
});

test('whatever the memory holds that is none, nothing breaks', async () => {
  await add(open(), 'role/web', ['a']);
  const [file = ''] = (await import('node:fs')).readdirSync(join(folder, 'state/ledgers'));
  writeFileSync(join(folder, 'state/ledgers', file), 'no database at all, but longer than its head would be');
  await add(open(), 'role/web', ['b']);
  expect(await faults(open())).toEqual([]);
});
