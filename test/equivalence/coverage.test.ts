import { expect, test } from 'vitest';
import { page } from '../docs/page.ts';
import { readCases } from './case.ts';
import { heldBy, wanted } from './coverage.ts';
import { rowStart } from './page.ts';

test('every kind of resource with its keys, every type and every feature of templates has a case', () => {
  const held = new Set(readCases().flatMap(heldBy));
  const missing = wanted().filter((one) => !held.has(one));
  expect(missing, 'these need a case in test/equivalence/cases').toEqual([]);
});

test('docs/equivalence.md has a row for each case, and every answer is yes', () => {
  const rows = page('docs/equivalence.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const starts = readCases().map(rowStart);
  expect(
    rows.map((row, index) => row.slice(0, starts[index]?.length)),
    'npm run equivalence -- --write',
  ).toEqual(starts);
  expect(rows.filter((row) => row.includes('**no**'))).toEqual([]);
});
