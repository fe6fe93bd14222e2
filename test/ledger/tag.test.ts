import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { componentOf, isComponent, isTag, parseTag, splitTag, tagOf } from '../../src/ledger/tag.ts';

const cases = (name: string) =>
  readFileSync(new URL(`cases/${name}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean);

test.each(cases('tags-valid'))('%s is a tag', (text) => {
  const tag = parseTag(text);
  expect(tagOf(componentOf(tag), splitTag(tag).number)).toBe(text);
});

test.each(cases('tags-invalid'))('%j is no tag', (text) => {
  expect(isTag(text)).toBe(false);
  expect(isComponent(text)).toBe(text === 'role/web');
  expect(() => parseTag(text)).toThrow(/^invalid-tag: /);
});

test('a name with a line feed, or of 64 letters, is no tag', () => {
  expect(isTag('role/web@1\n')).toBe(false);
  expect(isTag(`role/${'a'.repeat(64)}@1`)).toBe(false);
});
