import { PatternFault, parsePattern } from './pattern.ts';
import { automatonOf, rangesOf } from './pattern-automaton.ts';

const ASCII = 0x7f;
const known = new Map<string, boolean>();

/** Whether every text that matches a pattern has one character at least, and only such as a set of characters holds. */
export function isPlainPattern(pattern: string, plain: RegExp): boolean {
  const key = `${plain.source} ${pattern}`;
  const told = known.get(key) ?? isReadAndHasOnly(pattern, plain);
  known.set(key, told);
  return told;
}

/** What is no pattern tells nothing of its texts; the parameter's own check complains of it. */
function isReadAndHasOnly(pattern: string, plain: RegExp): boolean {
  try {
    return onlyHas(pattern, plain);
  } catch (error) {
    if (error instanceof PatternFault) return false;
    throw error;
  }
}

function onlyHas(pattern: string, plain: RegExp): boolean {
  const { sets, nullable } = automatonOf(parsePattern(pattern));
  const isPlain = (code: number): boolean => plain.test(String.fromCharCode(code));
  const codes = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return (
    !nullable && sets.flatMap(rangesOf).every(([first, last]) => last <= ASCII && codes(first, last).every(isPlain))
  );
}
