import { expect, test } from 'vitest';
import type { Flag } from '../../src/catalog/model.ts';
import { FORMATS, type Format } from '../../src/catalog/types/formats.ts';
import { testValue } from '../../src/catalog/types/test-value.ts';

const flag = (wishes: Partial<Flag>): Flag => ({
  name: 'FLAG',
  type: 'string',
  secret: false,
  description: '',
  ...wishes,
});

test.each<[Partial<Flag>, string]>([
  [{ default: 'told', example: 'shown' }, 'shown'],
  [{ default: '' }, ''],
  [{ type: 'boolean' }, 'false'],
  [{ type: 'integer', minimum: 7 }, '7'],
  [{ type: 'port', minimum: 9000 }, '9000'],
  [{ type: 'hostname' }, 'localhost'],
  [{ type: 'hostname', enum: ['db1.example'] }, 'db1.example'],
  [{ minLength: 9 }, 'examplexx'],
  [{ maxLength: 2 }, 'ex'],
  [{ pattern: '[A-Z]{2}-\\d+(east|west)?' }, 'AA-1east'],
  [{ pattern: '[^a-z]+' }, '1'],
])('%j is tested with %j', (wishes, value) => {
  expect(testValue(flag(wishes))).toBe(value);
});

test.each(Object.keys(FORMATS) as Format[])('a value can be made up for each format: %s', (type) => {
  expect(testValue(flag({ type }))).toEqual(expect.any(String));
});

test('a value that cannot be made up is none', () => {
  expect(testValue(flag({ pattern: 'a|bcd', minLength: 3 }))).toBeUndefined();
});
