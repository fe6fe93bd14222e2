import type { OptionDeclaration, Verb } from '../verb.ts';

/** What a value on the command line names, where what there is can be looked up. */
export type ValueKind =
  | 'channel'
  | 'code'
  | 'component'
  | 'condition'
  | 'environment'
  | 'job'
  | 'machine'
  | 'profile'
  | 'region'
  | 'release'
  | 'role'
  | 'schema'
  | 'shell'
  | 'tag';

/** By what stands between the brackets. */
const BY_WORD: Readonly<Record<string, ValueKind>> = {
  code: 'code',
  'component-or-tag': 'tag',
  condition: 'condition',
  from: 'release',
  job: 'job',
  machine: 'machine',
  'other-tag': 'tag',
  profile: 'profile',
  release: 'release',
  role: 'role',
  shell: 'shell',
  stream: 'component',
  tag: 'tag',
  to: 'release',
};

/** Options whose values are called `<name>`. */
const BY_OPTION: Readonly<Record<string, ValueKind>> = {
  '--channel': 'channel',
  '--env': 'environment',
  '--region': 'region',
};

/** What the argument of a verb at a place names; the last one may be repeated. */
export function kindOfArgument({ name, arguments: all = [] }: Verb, place: number): ValueKind | undefined {
  const last = all.at(-1);
  const argument = all[place] ?? (last?.name.includes('...') ? last : undefined);
  if (argument === undefined) return undefined;
  return name === 'schema' ? 'schema' : BY_WORD[wordIn(argument.name)];
}

export const kindOfOption = (option: OptionDeclaration): ValueKind | undefined =>
  BY_OPTION[longName(option)] ?? BY_WORD[wordIn(option.flags)];

/** `--output` of `-o, --output <file>`. */
export const longName = ({ flags }: OptionDeclaration): string => /--[a-z-]+/.exec(flags)?.[0] ?? '';

export const takesValue = ({ flags }: OptionDeclaration): boolean => /[<[]/.test(flags);

const wordIn = (text: string): string => /[<[]([a-z-]+)/.exec(text)?.[1] ?? '';
