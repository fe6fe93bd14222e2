import { type Pattern, parsePattern, type Range } from './pattern.ts';

/** How one language writes the pieces of a pattern. */
export interface PatternDialect {
  /** Any character but a line feed. */
  readonly any: string;
  /** One character by itself, and between the brackets of `[...]`. */
  readonly alone: (character: string) => string;
  readonly inSet: (character: string) => string;
}

/** Writes a pattern, without anchors, so that it can stand between others. */
export const patternText = (pattern: Pattern, dialect: PatternDialect): string => textOf(pattern, dialect);

function textOf(pattern: Pattern, dialect: PatternDialect): string {
  switch (pattern.kind) {
    case 'set':
      return setText(pattern, dialect);
    case 'sequence':
      return pattern.parts
        .map((part) => (part.kind === 'choice' ? group(part, dialect) : textOf(part, dialect)))
        .join('');
    case 'choice':
      return pattern.options.map((option) => textOf(option, dialect)).join('|');
    case 'repeat':
      return (
        (pattern.body.kind === 'set' ? setText(pattern.body, dialect) : group(pattern.body, dialect)) + turns(pattern)
      );
  }
}

const group = (pattern: Pattern, dialect: PatternDialect): string => `(${textOf(pattern, dialect)})`;

function turns({ min, max }: { min: number; max: number }): string {
  if (max === 1) return min === 0 ? '?' : '';
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function setText({ negated, ranges }: Extract<Pattern, { kind: 'set' }>, dialect: PatternDialect): string {
  const [only] = ranges;
  if (ranges.length === 1 && only?.[0] === only?.[1] && only) {
    if (negated && only[0] === LINE_FEED) return dialect.any;
    if (!negated) return dialect.alone(String.fromCharCode(only[0]));
  }
  const text = ranges.map((range, index) => rangeText(range, index === ranges.length - 1, dialect)).join('');
  return `[${negated ? '^' : ''}${text}]`;
}

const LINE_FEED = 10;

/** The last character of a set may be a plain `-`. */
function rangeText([first, last]: Range, isLast: boolean, { inSet }: PatternDialect): string {
  const [from, to] = [String.fromCharCode(first), String.fromCharCode(last)];
  if (first === last) return from === '-' && isLast ? from : inSet(from);
  return `${inSet(from)}-${inSet(to)}`;
}

const JAVASCRIPT: PatternDialect = {
  any: '[^\\n]',
  alone: (character) => character.replace(/[$()*+./?[\\\]^{|}]/, '\\$&'),
  inSet: (character) => character.replace(/[[\\\]^-]/, '\\$&'),
};

/** The pattern as a regular expression of JavaScript with the flag `u`, which matches the whole text. */
export const javascriptPattern = (text: string): string => `^(?:${patternText(parsePattern(text), JAVASCRIPT)})$`;
