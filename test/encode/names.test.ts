import { expect, test } from 'vitest';
import { RESERVED_PARAMETERS } from '../../src/catalog/reserved.ts';
import { chef } from './real-tools.ts';

test('no parameter is called like a method of every Chef resource', async () => {
  const { methods } = await chef(new Map([['methods', '']]));
  const possible = methods.filter((name) => /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name));
  expect(possible.length).toBeGreaterThan(100);
  expect(possible.filter((name) => !RESERVED_PARAMETERS.has(name))).toEqual([]);
}, 300_000);
