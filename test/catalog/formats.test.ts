import { spawnSync } from 'node:child_process';
import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS, type Format } from '../../src/catalog/types/formats.ts';
import { isPlainWord } from '../../src/catalog/types/parameter-type.ts';
import { parsePattern } from '../../src/catalog/types/pattern.ts';
import { isExplosive } from '../../src/catalog/types/pattern-ambiguity.ts';
import { javascriptPattern } from '../../src/catalog/types/pattern-text.ts';
import { valueErrors } from '../../src/catalog/types/values.ts';
import { SEED, sample } from '../encode/strings.ts';

const names = Object.keys(FORMATS) as Format[];
const takes = (format: Format, text: string): boolean => valueErrors(text, { type: format }).length === 0;
const matching = (format: Format) => fc.stringMatching(new RegExp(javascriptPattern(FORMATS[format].pattern), 'u'));

/** What real systemd says of a text. */
const systemd = (verb: 'calendar' | 'timespan', text: string): boolean =>
  spawnSync('systemd-analyze', [verb, '--', text], { stdio: 'ignore' }).status === 0;

test.each(names)('%s takes its own example, and takes no time to refuse', (format) => {
  expect(takes(format, FORMATS[format].example)).toBe(true);
  expect(isExplosive(parsePattern(FORMATS[format].pattern))).toBe(false);
});

test.each([
  ['calendar', 'calendar'],
  ['duration', 'timespan'],
] as const)('systemd takes every %s', (format, verb) => {
  const refused = sample(matching(format)).filter((text) => !systemd(verb, text));
  expect(refused, `ROLEBAKE_SEED=${SEED}`).toEqual([]);
});

/** Texts of the pieces that addresses are made of. */
const address = fc
  .array(fc.constantFrom('1', 'f', 'a0', '255', '256', '01', ':', ':', '::', '.', 'ffff', '12345'), { maxLength: 16 })
  .map((pieces) => pieces.join(''));

test('ipv4 and ipv6 are what Node takes for such, but for dotted ends and zones', () => {
  const texts = [
    ...sample(address, 3000),
    ...sample(matching('ipv4')),
    ...sample(matching('ipv6')),
    ...sample(fc.ipV6()),
  ];
  const both = texts.filter((text) => !/:.*\.|%/.test(text));
  for (const text of both)
    expect([takes('ipv4', text), takes('ipv6', text)], text).toEqual([isIPv4(text), isIPv6(text)]);
  expect(both.filter(isIPv6).length).toBeGreaterThan(200);
});

test('formats that are one plain word hold nothing that a shell, a unit or a path would take for more', () => {
  const plain = names.filter((format) => isPlainWord({ type: format }));
  expect(names.filter((format) => !plain.includes(format))).toEqual(['url', 'duration', 'calendar']);
  for (const format of plain) expect(sample(matching(format)).join('\n')).toMatch(/^[A-Za-z0-9._:@=+,/\n-]+$/);
});

describe('patterns', () => {
  test.each([
    '(a+)+',
    '(a*)*',
    '(a|a)*',
    '(a|b|ab)*',
    '(.*x)*',
    '(\\w|\\d)+',
    '([a-z]+,?)*',
    '((a|b)+c?)*',
    '(a{1,3})+',
  ])('%s can match one text in exponentially many ways', (pattern) =>
    expect(isExplosive(parsePattern(pattern))).toBe(true),
  );

  test.each([
    '([a-z]+\\.)+[a-z]+',
    '(a|b)*',
    '.*x.*',
    '([^x]*x)*',
    '([a-z]{2})+',
    '(a?)*',
    '[a-z]+(-[a-z]+)*',
    '(x[^x]*)*',
  ])('%s cannot', (pattern) => expect(isExplosive(parsePattern(pattern))).toBe(false));

  test('a pattern of plain characters makes a plain word, unless it can be empty', () => {
    const plain = (pattern: string) => isPlainWord({ type: 'string', pattern });
    expect(['[a-z]+', '\\w(,\\d)?', '/[^a]', '[a-z]*', 'a b', '.', '', '[a-z]+|'].map(plain)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
