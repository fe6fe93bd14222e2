import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { openLedger } from '../../src/ledger/ledger.ts';
import { AT, factOf } from './build.ts';

const DOCS = readFileSync(new URL('../../docs/ledger.md', import.meta.url), 'utf8');
const [, SCRIPT = ''] = /```bash verify\n(.*?)```/s.exec(DOCS) ?? [];

let whole: string;

beforeAll(async () => {
  whole = mkdtempSync(join(tmpdir(), 'rolebake-by-hand-'));
  const ledger = openLedger(whole, { now: () => AT });
  const packages = await ledger.putObject('nginx 1\n');
  const os = await ledger.append({ ...factOf('os/debian-12', 1), objects: { packages } });
  const parents = [{ tag: 'os/debian-12@1', digest: os.digest }];
  for (const name of ['role/api', 'role/web', 'role/web_2'])
    for (const number of [1, 2, 3]) await ledger.append(factOf(name, number, parents));
  const about = { stream: 'role', name: 'web', number: 1, job: 'n', who: 'ada' } as const;
  await ledger.append({ ...about, kind: 'note', text: 'größer “than” life, "kind":"tag"' });
  return () => rmSync(whole, { recursive: true });
});

/** What the script of the docs says of a copy of the ledger that something was done to. */
function judged(harm: (path: (file: string) => string) => void): { status: number | null; said: string } {
  const dir = mkdtempSync(join(tmpdir(), 'rolebake-by-hand-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(whole, dir, { recursive: true });
  harm((file) => join(dir, file));
  const { status, stdout, stderr } = spawnSync('bash', ['-c', SCRIPT], { cwd: dir, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

const edit = (file: string, from: string | RegExp, to: string) => (path: (file: string) => string) =>
  writeFileSync(path(file), readFileSync(path(file), 'utf8').replace(from, to));

test('a whole ledger is whole by the script in docs/ledger.md, without rolebake', () => {
  expect(judged(() => undefined)).toEqual({ status: 0, said: 'whole\n' });
});

test.each([
  ['a changed line', edit('role/web.jsonl', '"job-2"', '"job-9"'), 'role/web.jsonl line 3: does not follow\n'],
  ['a changed last line', edit('role/web.jsonl', 'größer “than” life,', 'x'), 'HEADS: a file ends elsewhere\n'],
  ['a line that is gone', edit('role/api.jsonl', /^.*\n/, ''), 'role/api.jsonl line 1: does not follow\n'],
  ['keys in another order', edit('role/api.jsonl', /("at":[^,]*),/, ''), 'role/api.jsonl line 2: does not follow\n'],
  ['a space', edit('role/api.jsonl', ',', ', '), 'role/api.jsonl: a line is not canonical\n'],
  ['a cut end', (path) => truncateSync(path('role/api.jsonl'), 900), 'role/api.jsonl: a line is not canonical\n'],
  ['a file that is gone', (path) => rmSync(path('role/api.jsonl')), 'HEADS: a file ends elsewhere\n'],
  ['another root', edit('HEADS', /"root":"sha256:./, '"root":"sha256:'), 'HEADS: its root is of other lines\n'],
  ['another time', edit('HEADS', '2026-', '2025-'), 'HEADS: its root is of other lines\n'],
] as [string, (path: (file: string) => string) => void, string][])('the script finds %s', (_what, harm, said) => {
  expect(judged(harm)).toEqual({ status: 1, said });
});

test('the script finds objects that were changed or are gone', () => {
  const [object = ''] = /objects\/sha256\/[0-9a-f]{64}/.exec(objectOf(whole)) ?? [];
  expect(judged((path) => writeFileSync(path(object), 'other'))).toEqual({
    status: 1,
    said: `${object}: was changed\n`,
  });
  expect(judged((path) => rmSync(path(object)))).toEqual({ status: 1, said: `${object}: is missing\n` });
});

const objectOf = (dir: string): string =>
  readFileSync(join(dir, 'os/debian-12.jsonl'), 'utf8').replace(
    /.*"packages":"sha256:([0-9a-f]{64}).*/s,
    'objects/sha256/$1',
  );
