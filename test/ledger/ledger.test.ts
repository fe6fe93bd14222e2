import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { checkpointText } from '../../src/ledger/checkpoint.ts';
import { genesisOf, lineOf, nextEntry } from '../../src/ledger/entry.ts';
import { endAfter, intentText } from '../../src/ledger/intent.ts';
import { type Ledger, openLedger } from '../../src/ledger/ledger.ts';
import { parseComponent } from '../../src/ledger/tag.ts';
import { digestOf } from '../../src/naming/digest.ts';
import { AT, factOf } from './build.ts';

let dir: string;
let ledger: Ledger;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'rolebake-ledger-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  ledger = openLedger(dir, { now: () => AT });
});

/** Starts a writing process; resolves with what it acknowledged, when it ends or is killed after so many ms. */
function writer(name: string, count: number, killAfter?: number): Promise<string[]> {
  const child = spawn('node', [join(import.meta.dirname, 'writer.ts'), dir, name, String(count)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  if (killAfter !== undefined) child.stdout.once('data', () => void sleep(killAfter).then(() => child.kill('SIGKILL')));
  return new Promise((resolve) => child.on('close', () => resolve(output.split('\n').filter(Boolean))));
}

test('append, heads, tags and show', async () => {
  const os = await ledger.append(factOf('os/debian-12', 1));
  const parents = [{ tag: 'os/debian-12@1', digest: os.digest }];
  await ledger.append(factOf('role/web', 1, parents));
  await ledger.append(factOf('role/web', 2, parents));
  expect((await ledger.heads()).map((record) => record.tag)).toEqual(['os/debian-12@1', 'role/web@2']);
  expect((await ledger.tags({ stream: 'role' })).map((record) => record.tag)).toEqual(['role/web@1', 'role/web@2']);
  expect((await ledger.show('role/web@1')).entry).toMatchObject({ sequence: 1, at: AT.toISOString(), parents });
  await expect(ledger.show('role/web@9')).rejects.toThrow('unknown-tag: the ledger holds no role/web@9');
  expect(await ledger.verify()).toEqual([]);
  expect([...(await ledger.files()).keys()]).toEqual(['HEADS', 'os/debian-12.jsonl', 'role/web.jsonl']);
});

test('a job that is asked again gets its first entry, and may not name another snapshot', async () => {
  const first = await ledger.append(factOf('role/web', 1));
  expect(await ledger.append(factOf('role/web', 1))).toEqual(first);
  const other = { ...factOf('role/web', 2), job: 'job-1' };
  await expect(ledger.append(other)).rejects.toThrow('ledger-conflict');
  expect(await ledger.tags()).toHaveLength(1);
});

test('a parent that the ledger does not hold is refused, and so is a hostile name', async () => {
  const { digest } = await ledger.append(factOf('os/debian-12', 1));
  for (const parent of [
    { tag: 'os/debian-12@2', digest },
    { tag: 'os/debian-12@1', digest: digest.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
    { tag: 'app/none@1', digest },
  ]) {
    await expect(ledger.append(factOf('role/web', 1, [parent]))).rejects.toThrow('unknown-tag');
  }
  for (const name of ['../../etc/passwd', '.', '', 'Web', 'a/b', '-x']) {
    await expect(ledger.append({ ...factOf('role/web', 1), name })).rejects.toThrow('invalid-tag');
  }
});

test('an object is kept by its digest; a changed or missing one is found with its tag', async () => {
  const packages = await ledger.putObject('nginx 1.22\n');
  await ledger.append({ ...factOf('os/debian-12', 1), objects: { packages } });
  expect(String(await ledger.object(packages))).toBe('nginx 1.22\n');
  const file = `objects/sha256/${packages.slice(7)}`;
  writeFileSync(join(dir, file), 'nginx 1.23\n');
  expect(await ledger.verify()).toMatchObject([{ kind: 'object-changed', file, tag: 'os/debian-12@1' }]);
  await expect(ledger.object(packages)).rejects.toThrow('ledger-damaged');
  rmSync(join(dir, file));
  expect(await ledger.verify()).toMatchObject([{ kind: 'object-missing', file, tag: 'os/debian-12@1' }]);
});

test('nothing is read from or appended to a damaged file', async () => {
  await ledger.append(factOf('role/web', 1));
  const file = join(dir, 'role/web.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"ada"', '"eve"'));
  await expect(ledger.heads()).rejects.toThrow('ledger-damaged: role/web.jsonl line 1 (role/web@1) was changed');
  await expect(ledger.append(factOf('role/web', 2))).rejects.toThrow('ledger-damaged');
});

test('an unknown kind is kept and reported; a critical one, or a newer format, is refused', async () => {
  const component = parseComponent('role/web');
  const start = { count: 0, tags: 0, last: genesisOf(component) };
  const { number: _, parents: __, details: ___, digest: ____, ...common } = nextEntry(factOf('role/web', 1), start, AT);
  const put = async (entry: Parameters<typeof lineOf>[0]) => {
    const end = endAfter(start, lineOf(entry));
    rmSync(dir, { recursive: true });
    await ledger.putObject('');
    await ledger.append(factOf('role/web', 1));
    writeFileSync(join(dir, 'role/web.jsonl'), lineOf(entry));
    writeFileSync(join(dir, 'HEADS'), checkpointText(new Map([['role/web.jsonl', end]])));
  };
  await put({ ...common, kind: 'blessed', by: 'eve' });
  expect(await ledger.inspect()).toMatchObject({ faults: [], unknownKinds: new Map([['blessed', 1]]) });
  expect((await ledger.append(factOf('role/web', 2))).number).toBe(1);
  await put({ ...common, kind: 'cursed', critical: true });
  await expect(ledger.heads()).rejects.toThrow('ledger-newer: role/web.jsonl line 1 is of the kind cursed');
  await put({ ...common, kind: 'tag', format: 2 as 1 });
  await expect(ledger.heads()).rejects.toThrow('ledger-newer: role/web.jsonl line 1 is of format 2');
  await expect(ledger.append(factOf('role/web', 2))).rejects.toThrow('ledger-newer');
});

test('an append that died at any byte is finished from its intent', async () => {
  await ledger.append(factOf('role/web', 1));
  const before = readFileSync(join(dir, 'role/web.jsonl'));
  const heads = readFileSync(join(dir, 'HEADS'));
  await ledger.append(factOf('role/web', 2));
  const line = readFileSync(join(dir, 'role/web.jsonl')).subarray(before.length);
  const after = readFileSync(join(dir, 'HEADS'));
  const digests = [digestOf(heads), digestOf(after)] as const;
  const at = AT.toISOString();
  const intent = intentText({ file: 'role/web.jsonl', line: String(line), size: before.length, at, heads: digests });
  for (const written of [0, 1, 100, line.length - 1, line.length]) {
    writeFileSync(join(dir, 'role/web.jsonl'), Buffer.concat([before, line.subarray(0, written)]));
    writeFileSync(join(dir, 'HEADS'), written === 100 ? after : heads);
    writeFileSync(join(dir, '.state/intent'), intent);
    expect(await ledger.verify()).toEqual([]);
    expect((await ledger.heads()).map((record) => record.tag)).toEqual(['role/web@2']);
    expect((await ledger.append(factOf('role/web', 2))).number).toBe(2);
    expect(readFileSync(join(dir, 'role/web.jsonl'))).toEqual(Buffer.concat([before, line]));
  }
});

test('a torn tail without an intent is reported, and moved aside by the next append', async () => {
  await ledger.append(factOf('role/web', 1));
  appendFileSync(join(dir, 'role/web.jsonl'), '{"at":"2026');
  expect(await ledger.verify()).toMatchObject([{ kind: 'torn', file: 'role/web.jsonl', line: 2 }]);
  expect((await ledger.append(factOf('role/web', 2))).number).toBe(2);
  expect(await ledger.verify()).toEqual([]);
  const [torn = ''] = readdirSync(join(dir, '.state/torn'));
  expect(readFileSync(join(dir, '.state/torn', torn), 'utf8')).toBe('{"at":"2026');
});

test('an acknowledged entry that lost its end is damage, never a torn tail', async () => {
  await ledger.append(factOf('role/web', 1));
  const file = join(dir, 'role/web.jsonl');
  truncateSync(file, readFileSync(file).length - 1);
  expect(await ledger.verify()).toMatchObject([{ kind: 'changed', line: 1, tag: 'role/web@1' }]);
  await expect(ledger.append(factOf('role/web', 2))).rejects.toThrow('ledger-damaged');
});

test('eight writers at once, killed at any moment and started again with the same jobs, append each job once', async () => {
  const acknowledged = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const names = Array.from({ length: 8 }, (_, index) => `w${index}`);
    const said = await Promise.all(names.map((name) => writer(name, 1000, Math.floor(Math.random() * 400))));
    for (const line of said.flat()) acknowledged.add(line);
    expect(await ledger.verify()).toEqual([]);
  }
  const kept = (await ledger.tags()).map(({ entry }) => `${entry.number} ${entry.job}`);
  expect(acknowledged.size).toBeGreaterThan(8);
  expect(kept).toEqual(expect.arrayContaining([...acknowledged]));
  expect(new Set(kept.map((line) => line.split(' ')[1])).size).toBe(kept.length);
  expect(readFileSync(join(dir, 'role/web.jsonl')).at(-1)).toBe(0x0a);
}, 240_000);

test('four processes append at once: numbers without gaps, each job once, the chain whole', async () => {
  const start = performance.now();
  const acknowledged = (await Promise.all(['a', 'b', 'c', 'd'].map((name) => writer(name, 25)))).flat();
  console.log(`100 appends by 4 processes: ${Math.round(performance.now() - start)} ms`);
  const numbers = acknowledged.map((line) => Number(line.split(' ')[0])).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
  expect(await ledger.inspect()).toMatchObject({ faults: [], entries: 100 });
}, 60_000);
