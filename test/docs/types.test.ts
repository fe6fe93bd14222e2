import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readType, type TypeDeclaration } from '../../src/catalog/types/declared-type.ts';
import { FORMATS } from '../../src/catalog/types/formats.ts';
import { typeFaults } from '../../src/catalog/types/type-faults.ts';
import { valueErrors } from '../../src/catalog/types/values.ts';
import { page } from './page.ts';

const ROW = /^\| `(\{type: .*\})` \| `(.+)` \| `(.+)` \|$/gm;
const rows = [...page('docs/catalog.md').matchAll(ROW)].map(([, ...cells]) => cells.map((cell) => parse(cell ?? '')));

test.each(rows)('the page says of %j that it takes %j and refuses %j', (declared, good, bad) => {
  const declaration = declared as TypeDeclaration;
  expect(typeFaults(declaration)).toEqual([]);
  expect(valueErrors(good, readType(declaration))).toEqual([]);
  expect(valueErrors(bad, readType(declaration))).not.toEqual([]);
});

test('the page has a line for each type', () => {
  const told = new Set(rows.map(([declared]) => (declared as TypeDeclaration).type));
  const all = ['string', 'integer', 'number', 'boolean', 'port', ...Object.keys(FORMATS), 'array', 'object'];
  expect([...told].sort()).toEqual(all.sort());
});
