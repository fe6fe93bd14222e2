import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { canonicalJson } from '../../src/ledger/canonical.ts';
import { checkpointText } from '../../src/ledger/checkpoint.ts';
import { viewOf } from '../../src/ledger/component-view.ts';
import { genesisOf, readLine } from '../../src/ledger/entry.ts';
import { endAfter } from '../../src/ledger/intent.ts';
import type { Fact, LaterFact } from '../../src/ledger/later-fact.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { parseComponent } from '../../src/ledger/tag.ts';
import { factOf } from './build.ts';

let dir: string;
let ledger: Ledger;
let jobs = 0;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'rolebake-ledger-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  let seconds = 0;
  ledger = openLedger(dir, { now: () => new Date(Date.UTC(2026, 2, 1, 0, 0, seconds++)) });
  await ledger.append(factOf('os/debian-12', 1));
  await ledger.append(factOf('os/debian-12', 2));
  await ledger.append(factOf('app/shop', 1));
  await ledger.append(factOf('role/web', 1, await parentsOf('os/debian-12@1', 'app/shop@1')));
  await ledger.append(factOf('role/web', 2, await parentsOf('os/debian-12@2', 'app/shop@1')));
});

const parentsOf = async (...tags: string[]) =>
  Promise.all(tags.map(async (tag) => ({ tag, digest: (await ledger.show(tag)).entry.digest })));

type Saying = { kind: 'revoked' | 'deprecated'; why: string } | { kind: 'promoted' | 'demoted'; channel: string };
const say = async (tag: string, saying: Saying | { kind: 'note'; text: string }, job = `say-${jobs++}`) => {
  const [, stream, name, number] = /^(\w+)\/(.+)@(\d+)$/.exec(tag) ?? [];
  return await ledger.append({ ...saying, stream, name, number: Number(number), job, who: 'eve' } as LaterFact);
};

const heads = async (channel?: string) => (await ledger.view()).heads(channel).map(({ tag }) => tag);

test('each fact is a line of the tag’s own file, with the digest of the snapshot', async () => {
  const { digest } = (await ledger.show('role/web@1')).entry;
  const sayings = [
    { kind: 'deprecated', why: 'older than a month' },
    { kind: 'promoted', channel: 'stable' },
    { kind: 'demoted', channel: 'stable' },
    { kind: 'note', text: 'läuft auf 3 Maschinen' },
    { kind: 'revoked', why: 'CVE-2026-1' },
  ] as const;
  for (const [index, saying] of sayings.entries()) {
    expect(await say('role/web@1', saying)).toMatchObject({ ...saying, number: 1, digest, sequence: 3 + index });
  }
  const lines = readFileSync(join(dir, 'role/web.jsonl'), 'utf8').split('\n');
  expect(JSON.parse(lines[6] ?? '')).toMatchObject({ kind: 'revoked', critical: true });
  expect(lines[5]).not.toContain('critical');
  expect(await ledger.inspect()).toMatchObject({ faults: [], entries: 10, unknownKinds: new Map() });
  expect((await ledger.append(factOf('role/web', 3))).number).toBe(3);
});

test('the same job says a thing once; another thing is refused', async () => {
  const first = await say('role/web@1', { kind: 'revoked', why: 'bad' }, 'job-r');
  expect(await say('role/web@1', { kind: 'revoked', why: 'bad' }, 'job-r')).toEqual(first);
  const refused = 'ledger-conflict: job job-r has recorded another fact and now says revoked of role/web@2';
  await expect(say('role/web@2', { kind: 'revoked', why: 'bad' }, 'job-r')).rejects.toThrow(refused);
  await expect(say('role/web@1', { kind: 'revoked', why: 'worse' }, 'job-r')).rejects.toThrow('ledger-conflict');
  await expect(say('role/web@1', { kind: 'note', text: 'x' }, 'job-1')).rejects.toThrow('ledger-conflict');
  await expect(ledger.append({ ...factOf('role/web', 3), job: 'job-r' })).rejects.toThrow('ledger-conflict');
});

test('a tag that was never given has no facts', async () => {
  await expect(say('role/web@3', { kind: 'revoked', why: 'bad' })).rejects.toThrow('holds no role/web@3');
  await expect(say('role/none@1', { kind: 'revoked', why: 'bad' })).rejects.toThrow('holds no role/none@1');
  expect(await ledger.inspect()).toMatchObject({ files: 3, entries: 5 });
});

test.each([
  ['a channel in capitals', { kind: 'promoted', channel: 'Stable' }],
  ['an option for a channel', { kind: 'promoted', channel: '--stable' }],
  ['no reason', { kind: 'revoked', why: '' }],
  ['two lines', { kind: 'note', text: 'a\nb' }],
  ['an escape sequence', { kind: 'note', text: '\u001b[2J' }],
  ['text that turns around', { kind: 'note', text: 'abc \u202e cba' }],
  ['too long a text', { kind: 'note', text: 'x'.repeat(1001) }],
  ['a key too many', { kind: 'note', text: 'x', why: 'y' }],
  ['the key of another kind', { kind: 'revoked', channel: 'stable' }],
] as [string, object][])('%s does not fit the ledger, and is no line of it', async (_, saying) => {
  const fact = { ...saying, stream: 'role', name: 'web', number: 1, job: 'j', who: 'eve' } as unknown as LaterFact;
  await expect(ledger.append(fact)).rejects.toThrow('a fact does not fit the ledger');
  const { at, previous, digest } = (await ledger.show('role/web@2')).entry;
  const critical = 'why' in saying && !('text' in saying) ? { critical: true } : {};
  const line = canonicalJson({ ...fact, ...critical, at, previous, digest, format: 1, sequence: 3 });
  expect(readLine(Buffer.from(line))).toMatchObject({ state: 'unreadable' });
});

test('what is optional in a tag’s entry is kept as it is given', async () => {
  const more: Partial<Fact> = {
    references: { ec2: { 'eu-central-1': 'ami-0abc', 'us-east-1': 'ami-0def' } },
    source: { commit: '0123456789abcdef0123456789abcdef01234567', dirty: true },
  };
  expect(await ledger.append({ ...factOf('data/orders', 1), ...more })).toMatchObject({ stream: 'data', ...more });
  const wrong = { ...factOf('data/orders', 2), source: { commit: 'main', dirty: false } };
  await expect(ledger.append(wrong)).rejects.toThrow('does not fit');
});

test('a head is the newest tag that is not revoked; a component whose tags all are has none', async () => {
  await say('role/web@2', { kind: 'revoked', why: 'bad' });
  expect(await heads()).toEqual(['app/shop@1', 'os/debian-12@2', 'role/web@1']);
  await say('role/web@1', { kind: 'revoked', why: 'bad too' });
  await say('role/web@1', { kind: 'revoked', why: 'really' });
  expect(await heads()).toEqual(['app/shop@1', 'os/debian-12@2']);
  const { standing } = await ledger.show('role/web@1');
  expect(standing.revoked).toEqual({ text: 'bad too', who: 'eve', at: '2026-03-01T00:00:06.000Z' });
});

test('the head of a channel was promoted last, and is neither demoted nor revoked', async () => {
  await say('role/web@1', { kind: 'promoted', channel: 'stable' });
  await say('role/web@2', { kind: 'promoted', channel: 'stable' });
  expect(await heads('stable')).toEqual(['role/web@2']);
  await say('role/web@1', { kind: 'promoted', channel: 'stable' });
  expect(await heads('stable')).toEqual(['role/web@1']);
  await say('role/web@1', { kind: 'demoted', channel: 'stable' });
  expect(await heads('stable')).toEqual(['role/web@2']);
  await say('role/web@2', { kind: 'revoked', why: 'bad' });
  expect(await heads('stable')).toEqual([]);
  expect((await ledger.show('role/web@2')).standing.channels).toEqual(['stable']);
  expect((await ledger.show('role/web@1')).standing.channels).toEqual([]);
});

test('whatever is built on a revoked tag, however far down, says so', async () => {
  const [web] = await parentsOf('role/web@1');
  if (web) await ledger.append(factOf('role/above', 1, [web]));
  await say('os/debian-12@1', { kind: 'revoked', why: 'bad libc' });
  await say('role/web@1', { kind: 'revoked', why: 'bad too' });
  const marks = (await ledger.tags()).map(({ tag, standing }) => [tag, standing.builtOnRevoked]);
  expect(Object.fromEntries(marks)).toEqual({
    'app/shop@1': [],
    'os/debian-12@1': [],
    'os/debian-12@2': [],
    'role/above@1': ['role/web@1', 'os/debian-12@1'],
    'role/web@1': ['os/debian-12@1'],
    'role/web@2': [],
  });
});

test('a line of 20,000 data sets, each on the one before, is followed to its root', async () => {
  const { LedgerView } = await import('../../src/ledger/ledger-view.ts');
  const component = parseComponent('data/orders');
  const tags = Array.from({ length: 20_000 }, (_, index) => ({
    ...{
      ...factOf('data/orders', index + 1),
      number: index + 1,
      at: '',
      previous: '',
      sequence: 1,
      format: 1 as const,
    },
    parents: index === 0 ? [] : [{ tag: `data/orders@${index}`, digest: '' }],
    details: {},
    objects: {},
  }));
  const bad = { kind: 'revoked', number: 1, why: 'lost rows', at: '', who: '' } as never;
  const view = new LedgerView(new Map([[component, viewOf([...tags, bad])]]));
  expect(view.heads()).toMatchObject([{ tag: 'data/orders@20000', standing: { builtOnRevoked: ['data/orders@1'] } }]);
});

test('a fact about another snapshot than its tag names is found, however its digests were computed anew', async () => {
  await say('role/web@1', { kind: 'revoked', why: 'bad' });
  const file = join(dir, 'role/web.jsonl');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const last = { ...JSON.parse(lines.at(-1) ?? ''), number: 2 };
  const all = [...lines.slice(0, -1), canonicalJson(last)].map((line) => `${line}\n`);
  const component = parseComponent('role/web');
  const end = all.reduce(endAfter, { count: 0, tags: 0, last: genesisOf(component) });
  writeFileSync(file, all.join(''));
  rmSync(join(dir, 'HEADS'));
  const { verifyFile } = await import('../../src/ledger/verify-file.ts');
  const { splitLines } = await import('../../src/ledger/lines.ts');
  const found = verifyFile({ component, ...splitLines(readFileSync(file)), promised: end });
  expect(found).toMatchObject([{ kind: 'invalid', line: 3, message: expect.stringContaining('is about a tag') }]);
  expect(checkpointText(new Map([['role/web.jsonl', end]]))).toContain('"tags":2');
});

test('heads read only the files of what is revoked and of what heads are made from', async () => {
  await say('os/debian-12@1', { kind: 'revoked', why: 'bad libc' });
  const entries = async (name: string) =>
    (await ledger.entries(parseComponent(name))).flatMap(({ state, entry }) => (state === 'other-kind' ? [] : [entry]));
  const { viewOf } = await import('../../src/ledger/component-view.ts');
  const { LedgerView } = await import('../../src/ledger/ledger-view.ts');
  const read: string[] = [];
  const lazily = async (name: string) => {
    const whole = viewOf((await entries(name)) as never);
    const tags = () => {
      read.push(name);
      return whole.tags;
    };
    const tag = (number: number) =>
      number === whole.newest?.number ? whole.newest : tags().find((one) => one.number === number);
    const lazy = Object.defineProperty({ ...whole, tag }, 'tags', { get: tags });
    return [parseComponent(name), lazy] as const;
  };
  const names = ['app/shop', 'os/debian-12', 'role/web'];
  const view = new LedgerView(new Map(await Promise.all(names.map(lazily))));
  expect(view.heads().map(({ tag }) => tag)).toEqual(['app/shop@1', 'os/debian-12@2', 'role/web@2']);
  expect(view.revoked().map(({ tag }) => tag)).toEqual(['os/debian-12@1']);
  expect(new Set(read)).toEqual(new Set(['os/debian-12']));
});

test('parents that go in a circle, which only a hand can write, are followed to an end', async () => {
  const { viewOf } = await import('../../src/ledger/component-view.ts');
  const { LedgerView } = await import('../../src/ledger/ledger-view.ts');
  const { lineageOf } = await import('../../src/ledger/lineage.ts');
  const { revocationOf } = await import('../../src/ledger/revocation.ts');
  const { parseTag } = await import('../../src/ledger/tag.ts');
  const tagged = (name: string, parent: string) =>
    ({ kind: 'tag', stream: 'role', name, number: 1, parents: [{ tag: `role/${parent}@1`, digest: '' }] }) as never;
  const revoked = { kind: 'revoked', stream: 'role', name: 'b', number: 1, why: 'x', who: '', at: '' } as never;
  const circle = [
    [parseComponent('role/a'), viewOf([tagged('a', 'b')])],
    [parseComponent('role/b'), viewOf([tagged('b', 'c'), revoked])],
    [parseComponent('role/c'), viewOf([tagged('c', 'a')])],
  ] as const;
  const view = new LedgerView(new Map(circle));
  const [a] = view.heads();
  expect(a).toMatchObject({ tag: 'role/a@1', standing: { builtOnRevoked: ['role/b@1'] } });
  expect(lineageOf(view, parseTag('role/a@1')).records).toHaveLength(3);
  expect(revocationOf(parseTag('role/a@1'), view, view).builtOnIt.map(({ tag }) => tag)).toEqual([
    'role/c@1',
    'role/a@1',
  ]);
});
