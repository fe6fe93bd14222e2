import type { Pattern, Range } from './pattern.ts';

type CharacterSet = Extract<Pattern, { kind: 'set' }>;

/**
 * The automaton of a pattern without empty moves (Glushkov): a state for each place of it that takes a character. A move
 * that the pattern allows in two ways is there twice.
 */
export interface Automaton {
  readonly sets: readonly CharacterSet[];
  readonly moves: readonly (readonly number[])[];
  /** Whether the pattern matches the empty text. */
  readonly nullable: boolean;
}

/** Repetitions of a fixed number are written out up to so many states; all others are taken for loops. */
const WRITTEN_OUT = 64;

/** Builds the automaton of a pattern; bounded repetitions count as unbounded ones. */
export function automatonOf(pattern: Pattern): Automaton {
  const builder = new Builder();
  const { nullable } = builder.add(pattern);
  return { sets: builder.sets, moves: builder.moves, nullable };
}

interface Part {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

const EMPTY: Part = { nullable: true, first: [], last: [] };

class Builder {
  readonly sets: CharacterSet[] = [];
  readonly moves: number[][] = [];

  add(pattern: Pattern): Part {
    switch (pattern.kind) {
      case 'set': {
        const state = this.sets.push(pattern) - 1;
        this.moves.push([]);
        return { nullable: false, first: [state], last: [state] };
      }
      case 'sequence':
        return pattern.parts.reduce((before, part) => this.#join(before, this.add(part)), EMPTY);
      case 'choice':
        return pattern.options.map((option) => this.add(option)).reduce(either);
      case 'repeat':
        return this.#repeat(pattern);
    }
  }

  #repeat({ body, min, max }: Extract<Pattern, { kind: 'repeat' }>): Part {
    const before = this.sets.length;
    const part = this.add(body);
    const nullable = part.nullable || min === 0;
    if (max <= 1) return { ...part, nullable };
    const size = this.sets.length - before;
    if (min !== max || size * min > WRITTEN_OUT) {
      this.#connect(part, part);
      return { ...part, nullable };
    }
    return Array.from({ length: min - 1 }).reduce<Part>((whole) => this.#join(whole, this.add(body)), part);
  }

  #join(before: Part, after: Part): Part {
    this.#connect(before, after);
    return {
      nullable: before.nullable && after.nullable,
      first: before.nullable ? [...before.first, ...after.first] : before.first,
      last: after.nullable ? [...before.last, ...after.last] : after.last,
    };
  }

  #connect(before: Part, after: Part): void {
    for (const state of before.last) this.moves[state]?.push(...after.first);
  }
}

const either = (one: Part, other: Part): Part => ({
  nullable: one.nullable || other.nullable,
  first: [...one.first, ...other.first],
  last: [...one.last, ...other.last],
});

const HIGHEST = 0x10ffff;

/** The code points that a set takes, in order. */
export function rangesOf({ negated, ranges }: CharacterSet): readonly Range[] {
  if (!negated) return ranges;
  const gaps: Range[] = [];
  let next = 0;
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (first > next) gaps.push([next, first - 1]);
    next = Math.max(next, last + 1);
  }
  return [...gaps, [next, HIGHEST]];
}
