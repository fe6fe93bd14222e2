import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { verifyLedger } from '../../src/ledger/verify.ts';

test('the example in docs/ledger.md is a whole ledger, byte by byte', () => {
  const docs = readFileSync(new URL('../../docs/ledger.md', import.meta.url), 'utf8');
  const blocks = [...docs.matchAll(/```text (\S+)\n(.*?)```/gs)];
  const files = new Map(blocks.map(([, path = '', text = '']) => [path, Buffer.from(text)]));
  expect(verifyLedger(files)).toMatchObject({ faults: [], files: 2, entries: 5 });
  expect([...files.keys()].some((path) => path.startsWith('objects/'))).toBe(true);
});
