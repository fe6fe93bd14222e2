import { type Pattern, PatternFault, parsePattern, type Range } from '../types/pattern.ts';

/*
 * Where an entry of a multi-line log begins, as one of the catalog's patterns. Each shipper brings its own regular
 * expressions (POSIX, PCRE, Onigmo, Rust) and its own quotes, so the pattern is written anew with what means the same
 * in all of them, without what any of them would take for the end of a string or for a variable.
 */

/** How many characters a pattern may stand for once its counts are written out; regcomp(3) takes memory for each. */
const MOST_CHARACTERS = 1_000;
const UNQUOTED = /["'`$]/;
/** Signs that mean themselves between brackets in every shipper. */
const BRACKETED = /[A-Za-z0-9 !#%()*+,./:;<=>?@_{|}]/;
const META = /[.[\](){}*+?|^\\]/;
const ENDLESS = Number.POSITIVE_INFINITY;

/** What is wrong with a start pattern, and what to do; undefined if all shippers take it. */
export function startPatternFault(text: string): { message: string; hint: string } | undefined {
  const fault = (message: string, hint: string) => ({ message: `starts ${message}`, hint });
  if (text.startsWith('^'))
    return fault('has a ^, though it is only looked for where a line begins', 'leave the ^ out');
  try {
    const pattern = parsePattern(text);
    if (leastLength(pattern) === 0)
      return fault('fits every line', 'say what only the first line of an entry begins with');
    if (sizeOf(pattern) > MOST_CHARACTERS)
      return fault(`stands for more than ${MOST_CHARACTERS} characters`, 'write smaller counts');
    patternText(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error;
    return fault(error.message, `letters, digits, \\d, [a-z], (a|b), . * + ? {4}, and \\ before a sign: '\\[\\d{4}-'`);
  }
}

/** The pattern between double quotes in a shipper's configuration; fluent-bit knows no escapes there. */
export function quotedPattern(shipper: string, text: string): string {
  const portable = patternText(parsePattern(text));
  return shipper === 'fluent-bit' ? portable : portable.replaceAll('\\', '\\\\');
}

function patternText(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'set':
      return setText(pattern.ranges, pattern.negated);
    case 'sequence':
      return pattern.parts.map(patternText).join('');
    case 'choice':
      if (pattern.options.some((option) => option.kind === 'sequence' && option.parts.length === 0))
        throw new PatternFault('has a | with nothing on one side', 0);
      return `(${pattern.options.map(patternText).join('|')})`;
    case 'repeat': {
      const body = patternText(pattern.body);
      const isOne = pattern.body.kind === 'set' || pattern.body.kind === 'choice';
      return `${isOne ? body : `(${body})`}${countText(pattern.min, pattern.max)}`;
    }
  }
}

function countText(min: number, max: number): string {
  if (max === ENDLESS) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === 0 && max === 1 ? '?' : min === max ? `{${min}}` : `{${min},${max}}`;
}

function setText(ranges: readonly Range[], negated: boolean): string {
  if (negated && ranges.every(([first, last]) => first === 10 && last === 10)) return '.';
  const signs = ranges.flatMap(([first, last]) => charactersOf(first, last));
  const refused = signs.find((sign) => UNQUOTED.test(sign));
  if (refused !== undefined) throw new PatternFault(`has a ${refused}, which shippers read in different ways`, 0);
  const [only, ...others] = [...new Set(signs)];
  if (!negated && only !== undefined && others.length === 0) return META.test(only) ? `\\${only}` : only;
  const bare = signs.filter((sign) => !BRACKETED.test(sign) && sign !== '-');
  if (negated && bare.length > 0)
    throw new PatternFault(`excludes ${bare[0]}, which shippers write in different ways`, 0);
  const brackets = bracketText(new Set(signs), negated);
  if (bare.length === 0) return brackets;
  return `(${[...(brackets === '' ? [] : [brackets]), ...bare.map((sign) => setText(single(sign), false))].join('|')})`;
}

/** Letters and digits as ranges, then the signs, `-` last. */
function bracketText(signs: ReadonlySet<string>, negated: boolean): string {
  const runs = ['09', 'AZ', 'az'].flatMap((ends) =>
    runsOf(charactersOf(ends.charCodeAt(0), ends.charCodeAt(1)), signs),
  );
  const others = [...signs].filter((sign) => /[^A-Za-z0-9-]/.test(sign) && BRACKETED.test(sign)).sort();
  const inner = [...runs, ...others, ...(signs.has('-') ? ['-'] : [])].join('');
  return inner === '' ? '' : `[${negated ? '^' : ''}${inner}]`;
}

function runsOf(all: readonly string[], signs: ReadonlySet<string>): string[] {
  const runs =
    all
      .map((sign) => (signs.has(sign) ? sign : ' '))
      .join('')
      .match(/\S+/g) ?? [];
  return runs.map((run) => (run.length < 3 ? run : `${run[0]}-${run.at(-1)}`));
}

const single = (sign: string): Range[] => [[sign.charCodeAt(0), sign.charCodeAt(0)]];

const charactersOf = (first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCharCode(first + index));

function leastLength(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'set':
      return 1;
    case 'sequence':
      return pattern.parts.reduce((sum, part) => sum + leastLength(part), 0);
    case 'choice':
      return Math.min(...pattern.options.map(leastLength));
    case 'repeat':
      return pattern.min * leastLength(pattern.body);
  }
}

function sizeOf(pattern: Pattern): number {
  switch (pattern.kind) {
    case 'set':
      return 1;
    case 'sequence':
      return pattern.parts.reduce((sum, part) => sum + sizeOf(part), 0);
    case 'choice':
      return pattern.options.reduce((sum, option) => sum + sizeOf(option), 0);
    case 'repeat':
      return sizeOf(pattern.body) * Math.max(1, pattern.max === ENDLESS ? pattern.min : pattern.max);
  }
}
