import type { Pattern } from './pattern.ts';
import { type Automaton, automatonOf, rangesOf } from './pattern-automaton.ts';

/** More than any pattern that a person wrote has; the search for ambiguity takes the square of the moves in a loop. */
const MOST_STATES = 700;
const MOST_MOVES = 1000;

/**
 * Whether a backtracking matcher could take a time that doubles with each character: where a loop can take the same
 * characters in two ways, as in `(a+)+` or `(a|a)*`. What is too large to tell counts as such.
 */
export function isExplosive(pattern: Pattern): boolean {
  const automaton = automatonOf(pattern);
  if (automaton.sets.length > MOST_STATES) return true;
  return loops(automaton).some((states) => isAmbiguous(states, automaton));
}

/** The sets of states that can all be reached from each other. */
function loops({ moves }: Automaton): ReadonlySet<number>[] {
  const reach = moves.map((_, state) => reached(moves[state] ?? [], (one) => moves[one] ?? []));
  const found = new Map<number, Set<number>>();
  for (const state of moves.keys()) {
    if (!reach[state]?.has(state)) continue;
    const head = [...found.keys()].find((other) => reach[state]?.has(other) && reach[other]?.has(state));
    found.set(head ?? state, (found.get(head ?? state) ?? new Set<number>()).add(state));
  }
  return [...found.values()];
}

/** Whether two ways through the loop, taking the same characters, part from one state and come back to one state. */
function isAmbiguous(states: ReadonlySet<number>, { sets, moves }: Automaton): boolean {
  const within = (state: number): number[] => (moves[state] ?? []).filter((one) => states.has(one));
  if ([...states].some((state) => new Set(within(state)).size < within(state).length)) return true;
  if ([...states].flatMap(within).length > MOST_MOVES) return true;
  const ranges = sets.map(rangesOf);
  const overlap = (one: number, other: number): boolean =>
    (ranges[one] ?? []).some(([a, b]) => (ranges[other] ?? []).some(([c, d]) => a <= d && c <= b));
  const size = sets.length;
  const next = new Map<number, number[]>();
  const back = new Map<number, number[]>();
  for (const one of states)
    for (const other of states) {
      const pair = one * size + other;
      const after = within(one).flatMap((a) => within(other).flatMap((b) => (overlap(a, b) ? [a * size + b] : [])));
      next.set(pair, after);
      for (const to of after) back.set(to, [...(back.get(to) ?? []), pair]);
    }
  const same = [...states].map((state) => state * size + state);
  const ahead = reached(same, (pair) => next.get(pair) ?? []);
  const behind = reached(same, (pair) => back.get(pair) ?? []);
  return [...ahead].some((pair) => pair % (size + 1) !== 0 && behind.has(pair));
}

/** All that can be reached, the beginnings included. */
function reached(beginnings: readonly number[], after: (one: number) => readonly number[]): Set<number> {
  const seen = new Set(beginnings);
  for (const one of seen) for (const next of after(one)) seen.add(next);
  return seen;
}
