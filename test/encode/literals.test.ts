import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Value } from '../../src/catalog/types/value.ts';
import { hieraEntry, hieraString } from '../../src/compile/encode/hiera.ts';
import { puppetString, puppetValue } from '../../src/compile/encode/puppet.ts';
import { rubyString, rubyValue } from '../../src/compile/encode/ruby.ts';
import { chef, puppet } from './real-tools.ts';
import { hostile, SEED, sample } from './strings.ts';

const MINUTES = 300_000;
const HIERA = "---\nversion: 5\nhierarchy:\n  - name: 'Common'\n    path: 'common.yaml'\n";

describe.each([
  ['puppet', puppetString],
  ['ruby', rubyString],
  ['hiera', hieraString],
] as const)('cases of %s', (name, encode) => {
  const lines = readFileSync(join(import.meta.dirname, 'cases', `${name}.txt`), 'utf8')
    .trimEnd()
    .split('\n');
  test.each(lines.map((line) => line.split('\t') as [string, string]))('%s is %s', (text, encoding) => {
    expect(encode(JSON.parse(text) as string)).toBe(encoding);
  });
});

/** YAML takes no key of this length without a mark. */
const LONG = 'long '.repeat(300);

const casesOf = (name: string): string[] =>
  readFileSync(join(import.meta.dirname, 'cases', `${name}.txt`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line.split('\t')[0] ?? '') as string);

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    hostile,
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(hostile, tie('value'), { maxKeys: 4 }),
  ),
}));

test(
  'Puppet gives back every string and every value',
  async () => {
    const strings = [...casesOf('puppet'), ...sample(hostile)];
    const values = sample(value);
    const literals = [...strings.map(puppetString), ...values.map((one) => puppetValue(one))];
    const answer = await puppet(new Map([['literals.pp', `[\n${literals.map((one) => `  ${one},\n`).join('')}]\n`]]));
    expect(answer.literals, `ROLEBAKE_SEED=${SEED}`).toEqual([...strings, ...values]);
  },
  MINUTES,
);

test(
  'Ruby gives back every string and every value',
  async () => {
    const strings = [...casesOf('ruby'), ...sample(hostile)];
    const values = sample(value);
    const literals = [...strings.map(rubyString), ...values.map((one) => rubyValue(one))];
    const source = `# frozen_string_literal: true\n\n[\n${literals.map((one) => `  ${one},\n`).join('')}]\n`;
    const answer = await chef(new Map([['literals.rb', source]]));
    expect(answer.literals, `ROLEBAKE_SEED=${SEED}`).toEqual([...strings, ...values]);
  },
  MINUTES,
);

test(
  'Hiera gives back every string, every value and every key, and looks nothing up',
  async () => {
    const values = [
      ...casesOf('hiera'),
      ...sample(hostile),
      ...sample(value),
      ...sample(fc.dictionary(hostile, hostile)),
      { [LONG]: 'a', b: [{ [LONG]: { [LONG]: [1] } }] },
    ];
    const keys = values.map((_, index) => `literals::key_${index}`);
    const data = `---\n${values.map((one, index) => hieraEntry(keys[index] ?? '', one)).join('')}`;
    const input = { 'hiera.yaml': HIERA, 'data/common.yaml': data, 'keys.json': JSON.stringify(keys) };
    const answer = await puppet(new Map(Object.entries(input)));
    expect(answer.hiera, `ROLEBAKE_SEED=${SEED}`).toEqual(values);
  },
  MINUTES,
);
