import { appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { checkpointText } from '../../src/ledger/checkpoint.ts';
import { type ChainEnd, genesisOf, lineOf, nextEntry } from '../../src/ledger/entry.ts';
import { endAfter } from '../../src/ledger/intent.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { parseComponent, parseTag } from '../../src/ledger/tag.ts';
import { AT, factOf } from './build.ts';

const OS = parseTag('os/debian-12@1');
const on = (...tags: string[]) =>
  tags.map((tag) => ({ tag, digest: factOf(tag.split('@')[0] ?? '', Number(tag.split('@')[1])).digest }));

let dir: string;
let ledger: Ledger;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rolebake-children-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  ledger = openLedger(dir, { now: () => AT });
});

const childrenOf = async (tag = OS) => (await ledger.view()).childrenOf(tag);

test('children come by component and number, whatever else they are made from, whatever is said of them', async () => {
  const packages = await ledger.putObject('nginx 1\n');
  await ledger.append({ ...factOf('os/debian-12', 1), objects: { packages } });
  for (const number of [1, 2]) await ledger.append(factOf('app/shop', number));
  for (let number = 1; number <= 11; number++) {
    const parents = on(OS, `app/shop@${1 + (number % 2)}`);
    await ledger.append({ ...factOf('role/web', number, parents), objects: { packages, sbom: packages } });
  }
  await ledger.append(factOf('role/api', 1, on('app/shop@1', OS)));
  const parents = '"kind":"tag","number":7,"parents":[],"previous":"sha256:"';
  const note = { stream: 'role', name: 'web', number: 1, job: 'n', who: 'ada' } as const;
  await ledger.append({ ...note, kind: 'note', text: parents });
  const web = Array.from({ length: 11 }, (_, index) => `role/web@${index + 1}`);
  expect(await childrenOf()).toEqual(['role/api@1', ...web]);
  expect(await childrenOf(parseTag('app/shop@1'))).toEqual([
    'role/api@1',
    ...['role/web@2', 'role/web@4', 'role/web@6', 'role/web@8', 'role/web@10'],
  ]);
  expect(await childrenOf(parseTag('role/web@1'))).toEqual([]);
});

test.each([1, 2])('a later kind that looks like tag %i inside is none', async (number) => {
  const component = parseComponent('role/web');
  let end: ChainEnd = { count: 0, tags: 0, last: genesisOf(component) };
  const { number: _, parents: __, details: ___, digest: ____, ...common } = nextEntry(factOf('role/web', 1), end, AT);
  const alike = { kind: 'tag', number, parents: on(OS), previous: `sha256:${'0'.repeat(64)}` };
  await ledger.append(factOf('os/debian-12', 1));
  const os = JSON.parse(readFileSync(join(dir, 'HEADS'), 'utf8').split('\n')[1] ?? '') as ChainEnd;
  await ledger.append(factOf('role/web', 1));
  const lines = ['like', 'tag'].map((kind) => {
    const entry =
      kind === 'tag'
        ? nextEntry(factOf('role/web', 1), end, AT)
        : { ...common, kind, alike, sequence: end.count + 1, previous: end.last };
    const line = lineOf(entry as Parameters<typeof lineOf>[0]);
    end = endAfter(end, line);
    return line;
  });
  writeFileSync(join(dir, 'role/web.jsonl'), lines.join(''));
  const { count, tags, last } = os;
  const ends = new Map([
    ['os/debian-12.jsonl', { count, tags, last }],
    ['role/web.jsonl', end],
  ]);
  writeFileSync(join(dir, 'HEADS'), checkpointText(ends));
  expect(await ledger.verify()).toEqual([]);
  expect(await childrenOf()).toEqual([]);
});

test('one tag of many is read from its file, and a file that was changed since is refused', async () => {
  for (let number = 1; number <= 12; number++) await ledger.append(factOf('role/web', number));
  const view = await ledger.view();
  expect(view.tag(parseTag('role/web@1'))?.entry.number).toBe(1);
  expect(view.tag(parseTag('role/web@1'))?.entry.job).toBe('job-1');
  expect(view.tag(parseTag('role/web@2'))?.entry.job).toBe('job-2');
  expect(view.tag(parseTag('role/web@12'))?.entry.job).toBe('job-12');
  expect(view.tag(parseTag('role/web@13'))).toBeUndefined();
  const late = await ledger.view();
  appendFileSync(join(dir, 'role/web.jsonl'), 'what came since is left out\n');
  expect(late.tag(parseTag('role/web@3'))?.entry.job).toBe('job-3');
  const text = readFileSync(join(dir, 'role/web.jsonl'), 'utf8');
  writeFileSync(join(dir, 'role/web.jsonl'), text.replace('"number":12,', '"number":13,'));
  utimesSync(join(dir, 'role/web.jsonl'), 1, 1);
  const changed = () => late.tag(parseTag('role/web@4'));
  expect(changed).toThrow('ledger-damaged: role/web.jsonl was changed');
  expect(() => late.childrenOf(OS)).toThrow('ledger-damaged: role/web.jsonl was changed');
});
