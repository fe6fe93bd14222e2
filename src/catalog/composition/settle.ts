import { isDeepStrictEqual } from 'node:util';
import type { Value } from '../types/value.ts';
import type { Answer } from './answer.ts';
import { isAbove, type Layer } from './layer.ts';

/** All that is said about one value, and what comes of it. */
export interface Cell {
  readonly path: readonly string[];
  /** The answer that holds, and others that say the same. Empty: only items are added, to a default or to nothing. */
  readonly holds: readonly Answer[];
  /** The items that are added, in the order in which they are. */
  readonly adds: readonly Answer[];
  /** The answers that an override has replaced. */
  readonly replaced: readonly Answer[];
  /** An answer that contradicts the one that holds. */
  readonly against?: Answer;
}

/**
 * Decides between the answers about one subject, in the order of their files. An override replaces what the files above
 * it say; of what is then left, all must say the same. So no order of files decides anything but the order of added items.
 */
export function settle(answers: readonly Answer[]): readonly Cell[] {
  const overrides = answers.filter(({ how }) => how === 'overrides');
  const byPath = new Map<string, Answer[]>();
  for (const answer of answers) {
    const key = answer.path.join('\0');
    const same = byPath.get(key);
    if (same) same.push(answer);
    else byPath.set(key, [answer]);
  }
  return [...byPath.values()].map((same) => cellOf(same, overrides));
}

function cellOf(answers: readonly Answer[], overrides: readonly Answer[]): Cell {
  const path = answers[0]?.path ?? [];
  const replaced =
    overrides.length === 0 ? [] : answers.filter((answer) => overrides.some((override) => replaces(override, answer)));
  const left = replaced.length === 0 ? answers : answers.filter((answer) => !replaced.includes(answer));
  const adds = left.filter(({ how }) => how === 'adds');
  const holds = adds.length === 0 ? left : left.filter(({ how }) => how !== 'adds');
  const [first] = holds;
  const against = first && holds.find(({ value }) => !isSame(value, first.value));
  return { path, holds, adds, replaced, ...(against ? { against } : {}) };
}

/** Also what stands below it: an override with {} clears a whole map. */
const replaces = (override: Answer, answer: Answer): boolean =>
  override !== answer && isPrefix(override.path, answer.path) && isAbove(answer.by, override.by as Layer);

/** Whether a path is the beginning of another one, or the same. */
export const isPrefix = (path: readonly string[], other: readonly string[]): boolean =>
  path.length <= other.length && path.every((key, index) => key === other[index]);

const isSame = (a: Value, b: Value): boolean => a === b || isDeepStrictEqual(a, b);
