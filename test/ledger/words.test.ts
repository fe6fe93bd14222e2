import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseChannel, parseText } from '../../src/ledger/words.ts';

const schema = JSON.parse(readFileSync(new URL('../../schemas/ledger-entry.schema.json', import.meta.url), 'utf8'));
const takes = (parse: (text: string) => string, text: string): boolean => {
  try {
    return parse(text) === text;
  } catch {
    return false;
  }
};

test.each([
  ['channel', parseChannel],
  ['text', parseText],
] as const)('what is taken for a %s is what the schema takes', (name, parse) => {
  const pattern = new RegExp(schema.$defs[name].pattern, 'u');
  const units = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('a', '-', '1', '\u2028', '\u202e', '\u0085', 'é') }),
  );
  fc.assert(
    fc.property(units, (text) => {
      if (text === text.trim()) expect(takes(parse, text)).toBe(pattern.test(text));
    }),
  );
});
