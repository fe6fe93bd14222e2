import type { OptionDeclaration, Verb } from '../verb.ts';
import { kindOfArgument, kindOfOption, longName, takesValue, type ValueKind } from './value-kinds.ts';

/** What a word may become, and what that is, in a few words. */
export interface Candidate {
  readonly word: string;
  readonly about?: string;
}

/** What there is of a kind; `begun` is what is written of it already. */
export type Values = (kind: ValueKind, begun: string) => Promise<readonly string[]>;

/** What the last word of a command line, after `rolebake`, may become. */
export async function candidates(
  words: readonly string[],
  verbs: readonly Verb[],
  values: Values,
): Promise<Candidate[]> {
  const begun = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const all = await allThatFit(before, begun, verbs, values);
  return all.filter(({ word }) => word.startsWith(begun));
}

async function allThatFit(before: readonly string[], begun: string, verbs: readonly Verb[], values: Values) {
  const verb = verbOf(before, verbs);
  const above = before.join(' ');
  const below = verbs.filter(({ name }) => above === '' || name.startsWith(`${above} `));
  const named = below.map((one) => nextWord(one, before.length, verbs));
  const own = verb === undefined ? [] : await ofVerb(verb, before.slice(verb.name.split(' ').length), begun, values);
  const roots = above === '' ? ['--help', '--version', '--directory'].map((word) => ({ word })) : [];
  return [...new Map([...named, ...own, ...roots].map((one) => [one.word, one])).values()];
}

/** The verb that these words name, the longest first: `jobs show` before `jobs`. */
function verbOf(words: readonly string[], verbs: readonly Verb[]): Verb | undefined {
  const named = (count: number) => verbs.find(({ name }) => name === words.slice(0, count).join(' '));
  return named(2) ?? named(1);
}

/** The word of a verb's name at a place; what it says of a group is left out. */
function nextWord({ name, summary }: Verb, place: number, verbs: readonly Verb[]): Candidate {
  const words = name.split(' ').slice(0, place + 1);
  const whole = verbs.find((one) => one.name === words.join(' '));
  const word = words[place] ?? '';
  return whole === undefined ? { word } : { word, about: whole.name === name ? summary : whole.summary };
}

async function ofVerb(verb: Verb, given: readonly string[], begun: string, values: Values): Promise<Candidate[]> {
  const options = verb.options ?? [];
  const open = options.find((one) => takesValue(one) && namesIn(one).includes(given.at(-1) ?? ''));
  const words = async (kind: ValueKind | undefined) =>
    kind === undefined ? [] : (await values(kind, begun)).map((word) => ({ word }));
  if (given.includes('--')) return [];
  if (open !== undefined) return open.choices?.map((word) => ({ word })) ?? (await words(kindOfOption(open)));
  if (begun.startsWith('-')) return [...options.map(candidateOf), ...EVERY_VERB];
  return await words(kindOfArgument(verb, argumentsIn(given, options)));
}

const EVERY_VERB: readonly Candidate[] = [
  { word: '--json', about: 'answer as JSON' },
  { word: '--help', about: 'show help' },
];

const candidateOf = (option: OptionDeclaration): Candidate => ({ word: longName(option), about: option.description });

/** `-o` and `--output`. */
const namesIn = ({ flags }: OptionDeclaration): string[] => flags.match(/(?<![\w-])--?[a-z-]+/g) ?? [];

/** How many of these words are arguments. */
function argumentsIn(given: readonly string[], options: readonly OptionDeclaration[]): number {
  const isValue = (place: number) =>
    options.some((one) => takesValue(one) && namesIn(one).includes(given[place - 1] ?? ''));
  return given.filter((word, place) => !word.startsWith('-') && !isValue(place)).length;
}
