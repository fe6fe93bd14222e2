import type { RoleFile } from '../role-types.gen.ts';
import type { Step } from '../source/source-file.ts';
import type { Value } from '../types/value.ts';
import type { Answer } from './answer.ts';

/** Values for the parameters of a profile, by name. */
export type Values = Readonly<Record<string, Value>>;

/** What a file says about one profile in one place. */
export interface Statement {
  readonly how: Answer['how'];
  readonly profile: string;
  readonly values: Values;
  /** To the profile's name, or to what is below it. */
  readonly steps: readonly Step[];
}

/** What a role's file says about profiles. */
export const statementsOf = (data: RoleFile): Statement[] => [
  ...usesOf(data.uses ?? []),
  ...valuesOf('overrides', data.overrides ?? {}),
  ...valuesOf('adds', data.adds ?? {}),
];

/** The profiles that a role or profile uses, with the values that it gives them; holes of the list are passed over. */
export const usesOf = (uses: readonly (string | Readonly<Record<string, object>>)[]): Statement[] =>
  uses.flatMap((use, index): Statement[] => {
    if (typeof use === 'string') return [{ how: 'gives', profile: use, values: {}, steps: ['uses', index] }];
    const [profile = '', values = {}] = Object.entries(use)[0] ?? [];
    return [{ how: 'gives', profile, values: values as Values, steps: ['uses', index, profile] }];
  });

const valuesOf = (how: 'overrides' | 'adds', written: Readonly<Record<string, object>>): Statement[] =>
  Object.entries(written).map(([profile, values]) => ({
    how,
    profile,
    values: values as Values,
    steps: [how, profile],
  }));
