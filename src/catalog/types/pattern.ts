/**
 * The regular expressions of the catalog: a subset that means the same in JavaScript, Ruby and Puppet. A pattern always
 * matches the whole text. It is made of printable ASCII characters, `.` (all but a line feed), `\d`, `\w`, `[...]`,
 * `(...)`, `|` and the repetitions `* + ? {n} {n,} {n,m}`; a backslash before a punctuation mark takes its meaning away.
 */
export type Pattern =
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly Range[] }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly body: Pattern; readonly min: number; readonly max: number };

/** Code points from the first to the last. */
export type Range = readonly [first: number, last: number];

/** Why a text is no pattern of the subset, and the index of the character that is wrong. */
export class PatternFault extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const MOST_TURNS = 1000;

/** Reads a pattern; throws a PatternFault. */
export const parsePattern = (text: string): Pattern => new PatternReader(text).whole();

class PatternReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Pattern {
    const odd = this.#text.search(/[^ -~]/);
    if (odd >= 0) throw new PatternFault('may hold printable ASCII characters only', odd);
    const pattern = this.#choice();
    if (this.#at < this.#text.length) this.#fail('has a ) that nothing opens');
    return pattern;
  }

  #choice(): Pattern {
    const options = [this.#sequence()];
    while (this.#take('|')) options.push(this.#sequence());
    const [only] = options;
    return options.length === 1 && only ? only : { kind: 'choice', options };
  }

  #sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.#at < this.#text.length && !'|)'.includes(this.#next())) parts.push(this.#repeated());
    const [only] = parts;
    return parts.length === 1 && only ? only : { kind: 'sequence', parts };
  }

  #repeated(): Pattern {
    const body = this.#atom();
    const turns = this.#turns();
    if (!turns) return body;
    if ('*+?{'.includes(this.#next()) && this.#next() !== '')
      this.#fail('repeats a repetition; put the inner one in ( )');
    return { kind: 'repeat', body, ...turns };
  }

  #turns(): { min: number; max: number } | undefined {
    if (this.#take('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take('?')) return { min: 0, max: 1 };
    if (this.#next() !== '{') return undefined;
    const [found, least = '', more, most = ''] = /^\{(\d+)(,(\d*))?\}/.exec(this.#text.slice(this.#at)) ?? [];
    if (found === undefined) return this.#fail('has a { that begins no {n}, {n,} or {n,m}; the character is \\{');
    const min = Number(least);
    const max = more === undefined ? min : most === '' ? Number.POSITIVE_INFINITY : Number(most);
    if (max < min) this.#fail(`has ${found}, whose first number is the larger one`);
    if (Math.max(min, Number.isFinite(max) ? max : 0) > MOST_TURNS) this.#fail(`repeats more than ${MOST_TURNS} times`);
    this.#at += found.length;
    return { min, max };
  }

  #atom(): Pattern {
    const start = this.#at;
    const character = this.#advance();
    switch (character) {
      case '.':
        return { kind: 'set', negated: true, ranges: [[10, 10]] };
      case '(':
        return this.#group(start);
      case '[':
        return this.#set(start);
      case '\\':
        return { kind: 'set', negated: false, ranges: this.#escaped() };
      case '^':
      case '$':
        return this.#fail(`has a ${character}; leave it out, a pattern always matches the whole text`, start);
      case '*':
      case '+':
      case '?':
      case '{':
        return this.#fail(`has a ${character} that repeats nothing; the character is \\${character}`, start);
      case ']':
      case '}':
        return this.#fail(`has a ${character} that closes nothing; the character is \\${character}`, start);
      default:
        return { kind: 'set', negated: false, ranges: single(character) };
    }
  }

  #group(start: number): Pattern {
    if (this.#next() === '?' && !this.#text.startsWith('?:', this.#at))
      this.#fail('has a (?...): lookahead, lookbehind, names and flags are not part of the patterns', start);
    if (this.#take('?')) this.#take(':');
    const inner = this.#choice();
    if (!this.#take(')')) this.#fail('has a ( that is not closed', start);
    return inner;
  }

  #set(start: number): Pattern {
    const negated = this.#take('^');
    const ranges: Range[] = [];
    while (this.#next() !== ']') {
      if (this.#next() === '') this.#fail('has a [ that is not closed; the character is \\[', start);
      for (const range of this.#member())
        if (!ranges.some((one) => one[0] <= range[0] && range[1] <= one[1])) ranges.push(range);
    }
    this.#at += 1;
    if (ranges.length === 0) this.#fail('has [] with nothing in it', start);
    return { kind: 'set', negated, ranges };
  }

  #member(): Range[] {
    const start = this.#at;
    const first = this.#setCharacter();
    const isRange = this.#next() === '-' && !['', ']'].includes(this.#text.charAt(this.#at + 1));
    if (!isRange) return first;
    this.#at += 1;
    const [from, to] = [first[0]?.[0] ?? 0, this.#setCharacter()];
    if (first.length > 1 || to.length > 1 || first[0]?.[0] !== first[0]?.[1] || to[0]?.[0] !== to[0]?.[1])
      return this.#fail('has a - between more than two characters; the character is \\-', start);
    const last = to[0]?.[0] ?? 0;
    return last < from
      ? this.#fail(`has the range ${this.#text.slice(start, this.#at)}, which goes backwards`, start)
      : [[from, last]];
  }

  #setCharacter(): Range[] {
    const character = this.#advance();
    if (character === '[') this.#fail('has a [ in [...]; the character is \\[', this.#at - 1);
    return character === '\\' ? this.#escaped() : single(character);
  }

  /** What stands after a backslash. */
  #escaped(): Range[] {
    const character = this.#advance();
    const ranges = CLASSES[character];
    if (ranges) return [...ranges];
    if (character !== '' && /[^A-Za-z0-9 ]/.test(character)) return single(character);
    return this.#fail(`has \\${character}, which is not part of the patterns; known: \\d, \\w`, this.#at - 1);
  }

  #next = (): string => this.#text.charAt(this.#at);

  #advance(): string {
    const character = this.#next();
    this.#at += 1;
    return character;
  }

  #take(character: string): boolean {
    if (this.#next() !== character) return false;
    this.#at += 1;
    return true;
  }

  #fail(message: string, at = this.#at): never {
    throw new PatternFault(message, Math.min(at, this.#text.length));
  }
}

const codeOf = (character: string): number => character.charCodeAt(0);
const single = (character: string): Range[] => [[codeOf(character), codeOf(character)]];
const span = (first: string, last: string): Range => [codeOf(first), codeOf(last)];

const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: [span('0', '9')],
  w: [span('A', 'Z'), span('a', 'z'), span('0', '9'), span('_', '_')],
};
