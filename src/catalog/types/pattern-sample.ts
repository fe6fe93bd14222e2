import { type Pattern, parsePattern, type Range } from './pattern.ts';

/** A short text that a pattern matches, of plain characters where it can be. */
export const patternSample = (pattern: string): string => sampleOf(parsePattern(pattern));

function sampleOf(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'set':
      return characterOf(pattern);
    case 'sequence':
      return pattern.parts.map(sampleOf).join('');
    case 'choice':
      return pattern.options[0] ? sampleOf(pattern.options[0]) : '';
    case 'repeat':
      return sampleOf(pattern.body).repeat(Math.max(pattern.min, Math.min(1, pattern.max)));
  }
}

const FAVOURITES = [...'a1A-_./:@ ', ...Array.from({ length: 94 }, (_, index) => String.fromCodePoint(33 + index))];

function characterOf({ negated, ranges }: Extract<Pattern, { kind: 'set' }>): string {
  const [first] = ranges;
  const plain = FAVOURITES.find((character) => isIn(ranges, character) !== negated);
  return plain ?? (first === undefined || negated ? '' : String.fromCodePoint(first[0]));
}

const isIn = (ranges: readonly Range[], character: string): boolean => {
  const point = character.codePointAt(0) ?? 0;
  return ranges.some(([first, last]) => first <= point && point <= last);
};
