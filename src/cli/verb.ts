import { type Problem, Refusal } from '../problem/problem.ts';
import type { Session } from './session.ts';

/** An option of a verb, as commander writes it: `--flag <K=V...>`. */
export interface OptionDeclaration {
  readonly flags: string;
  readonly description: string;
  readonly default?: string | boolean | string[];
  readonly choices?: readonly string[];
  /** May be given several times; the values come as a list. */
  readonly repeated?: boolean;
}

/** What a verb answers: data for `--json`, and the same for a person. */
export interface Answer {
  readonly data: unknown;
  readonly text: string;
  /** The data goes on one line: the verb has written JSON lines before. */
  readonly jsonLine?: true;
  /** Default 0. 1 means: the answer is no (out of date, not whole); any other is a program's that the user has run. */
  readonly exitCode?: number;
  /** What failed beside all that was done; the first one gives the exit code. */
  readonly problems?: readonly Problem[];
}

export type Options = Readonly<Record<string, unknown>>;

/** One verb of the command line. Declaring it costs nothing; `run` loads what it needs. */
export interface Verb {
  /** One or two words: `bake`, `ledger verify`. */
  readonly name: string;
  readonly summary: string;
  /** Positional arguments, as commander writes them: `[role...]`. */
  readonly arguments?: readonly { readonly name: string; readonly description: string }[];
  readonly options?: readonly OptionDeclaration[];
  readonly examples: readonly string[];
  /** What exit code 1 means, for verbs that have it. */
  readonly exitOne?: string;
  run(session: Session, args: readonly string[], options: Options): Promise<Answer>;
}

/** An option's value as text, if it was given. */
export const textOption = (options: Options, name: string): string | undefined =>
  typeof options[name] === 'string' ? options[name] : undefined;

/** What a number on the command line counts, and how it may look. */
interface NumberForm {
  /** As it is written: `--wait`. */
  readonly flag: string;
  readonly unit: string;
  /** Digits. */
  readonly most: number;
  readonly example: number;
}

/** An option's value as a whole number of at most so many digits; refuses with `usage`. */
export function numberOption(options: Options, name: string, { flag, unit, most, example }: NumberForm): number {
  const text = textOption(options, name) ?? '';
  if (/^\d+$/.test(text) && text.length <= most) return Number(text);
  throw new Refusal({ code: 'usage', message: `${flag} ${text} is no number of ${unit}`, hint: `${flag} ${example}` });
}

/** The values of a repeated option. */
export const listOption = (options: Options, name: string): readonly string[] =>
  Array.isArray(options[name]) ? options[name].map(String) : [];
