import type { SourceFile } from '../source/source-file.ts';
import type { FromCommand, FromFile, FromVariable } from './environment-types.gen.ts';
import type { ValueReference } from './flag-value.ts';

/** Where a flag's value comes from: it stands in the file, or is read when it is needed. */
export type FlagSource = string | number | boolean | FromFile | FromVariable | FromCommand | ValueReference;

/** Sources by the name of their flag. */
export type FlagSources = Readonly<Record<string, FlagSource>>;

/** What is different for one role in an environment. */
export interface EnvironmentMember {
  readonly count?: number;
  readonly flags: FlagSources;
}

/** A context in which releases run: flag values, sizes and a DNS zone. */
export interface Environment {
  readonly name: string;
  readonly summary: string;
  readonly file: SourceFile;
  readonly zone?: string;
  readonly flags: FlagSources;
  readonly roles: ReadonlyMap<string, EnvironmentMember>;
}

/** Whether the value stands in the file itself, for everybody to read. */
export const isPlain = (source: FlagSource): source is string | number | boolean => typeof source !== 'object';
