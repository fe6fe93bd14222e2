import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sample } from '../encode/strings.ts';
import { proofOf, SPELLED_OUT } from './proofs.ts';
import { type TextPlace, textPlaces } from './schema-places.ts';

/** Characters that are nothing but themselves wherever rolebake writes a word of an author's. */
const PLAIN = /^[\w .@+:~/*%=-]*$/;
/** A text with a value is held to the same form by the reader, once its value is filled in (forms.ts). */
const OR_WITH_A_VALUE = '|.*\\{\\{.*)$';

const places = (['profile', 'role', 'catalog'] as const).flatMap(textPlaces);

const isPlain = ({ pattern }: TextPlace): boolean => {
  if (pattern === undefined) return false;
  const form = new RegExp(pattern.replace(OR_WITH_A_VALUE, ')$'), 'u');
  return sample(fc.stringMatching(form)).every((text) => PLAIN.test(text));
};

test('the schemas have the places that are looked at', () => {
  expect(places.length).toBeGreaterThan(300);
});

describe('each place that takes a text', () => {
  test.each(places.filter(({ path }) => proofOf(path) === undefined))(
    '$path takes plain characters only: $pattern',
    (place) => {
      expect(isPlain(place), 'give it an entry in test/hostile/proofs.ts, and a proof').toBe(true);
    },
  );
  test.each(SPELLED_OUT)('%s is in a schema', (path) => {
    expect(places.map((place) => place.path)).toContain(path);
  });
});
