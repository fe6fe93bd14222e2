import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { intentText } from '../../src/ledger/intent.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { factOf } from './build.ts';

let dir: string;
let ledger: Ledger;
let file: string;
const effects = { now: () => new Date('2026-11-23T18:00:00Z') };

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rolebake-repair-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  dir = join(folder, 'ledger');
  file = join(dir, 'role/web.jsonl');
  ledger = openLedger(dir, effects, { state: join(folder, 'state') });
  for (const number of [1, 2, 3]) await ledger.append(factOf('role/web', number));
});

const repair = async (from: Ledger, lines: string[] = [], dryRun = false) => {
  const { steps, found } = await from.repair({ lines, dryRun });
  return { did: steps.map(({ what, file: path }) => `${what} ${path}`), faults: found.faults.map(({ kind }) => kind) };
};

/** The same ledger on a machine that has never written it. */
const elsewhere = () => openLedger(dir, effects);

test('a whole ledger is left as it is', async () => {
  expect(await repair(ledger)).toEqual({ did: [], faults: [] });
});

test.each<[string, (bytes: Buffer) => Buffer]>([
  ['torn', (bytes) => bytes.subarray(0, -40)],
  ['without its line feed', (bytes) => bytes.subarray(0, -1)],
  ['gone', (bytes) => bytes.subarray(0, bytes.lastIndexOf('\n', -2) + 1)],
  ['changed', (bytes) => Buffer.from(String(bytes).replace(/"ada"(?=[^\n]*\n$)/, '"eve"'))],
])('a last line that is %s is put back by who has written it', async (_, damage) => {
  const bytes = readFileSync(file);
  writeFileSync(file, damage(bytes));
  const torn = readFileSync(file);
  expect(await repair(ledger, [], true)).toMatchObject({ did: ['restored role/web.jsonl'] });
  expect(readFileSync(file)).toEqual(torn);
  expect(await repair(ledger)).toEqual({ did: ['restored role/web.jsonl'], faults: [] });
  expect(readFileSync(file)).toEqual(bytes);
  expect(await repair(ledger)).toEqual({ did: [], faults: [] });
});

test('elsewhere the journal proves the line, and nothing is guessed without it', async () => {
  const bytes = readFileSync(file);
  const line =
    String(bytes)
      .split(/(?<=\n)/)
      .at(-1) ?? '';
  truncateSync(file, bytes.length - 7);
  expect(await repair(elsewhere())).toEqual({ did: [], faults: ['changed'] });
  expect(await repair(elsewhere(), [line.replace('ada', 'eve'), '{}\n'])).toEqual({ did: [], faults: ['changed'] });
  expect(readFileSync(file)).toEqual(bytes.subarray(0, -7));
  expect(await repair(elsewhere(), ['{}\n', line])).toEqual({ did: ['restored role/web.jsonl'], faults: [] });
  const [kept = ''] = readdirSync(join(dir, '.state/torn'));
  expect(line.startsWith(readFileSync(join(dir, '.state/torn', kept), 'utf8'))).toBe(true);
});

test('a line that is no last one stays damaged, and so does a last one behind it', async () => {
  const lines = readFileSync(file, 'utf8').split(/(?<=\n)/);
  writeFileSync(file, [lines[0]?.replace('ada', 'eve'), lines[1]].join(''));
  expect((await repair(ledger, lines)).did).toEqual([]);
  expect(readFileSync(file, 'utf8')).toContain('eve');
});

test('what was never appended is moved aside', async () => {
  appendFileSync(file, '{"at":"2026');
  expect(await repair(ledger)).toEqual({ did: ['moved-aside role/web.jsonl'], faults: [] });
});

test('what a writer that died had begun is finished', async () => {
  const whole = ['HEADS', 'role/web.jsonl'].map((path) => [path, readFileSync(join(dir, path))] as const);
  const intent = await dyingIntent();
  for (const [path, bytes] of whole) writeFileSync(join(dir, path), bytes);
  writeFileSync(join(dir, '.state/intent'), intent);
  expect((await repair(elsewhere(), [], true)).did).toEqual(['finished role/web.jsonl']);
  expect(readFileSync(file)).toEqual(whole[1]?.[1]);
  expect(await repair(elsewhere())).toEqual({ did: ['finished role/web.jsonl'], faults: [] });
  expect((await elsewhere().heads()).map(({ tag }) => tag)).toEqual(['role/web@4']);
});

/** The intent of one more entry, as it is on disk before the entry is. */
async function dyingIntent(): Promise<string> {
  const [heads, bytes] = [readFileSync(join(dir, 'HEADS')), readFileSync(file)];
  await elsewhere().append(factOf('role/web', 4));
  const line = String(readFileSync(file).subarray(bytes.length));
  const digests = [digestOf(heads), digestOf(readFileSync(join(dir, 'HEADS')))] as const;
  return intentText({
    file: 'role/web.jsonl',
    line,
    size: bytes.length,
    at: '2026-11-23T18:00:00.000Z',
    heads: digests,
  });
}
