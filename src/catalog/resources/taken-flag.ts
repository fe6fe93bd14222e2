import type { TakenFlag as WrittenFlag } from '../profile-types.gen.ts';

/** How a program takes the value of a flag. */
export type Way =
  | { readonly kind: 'environment'; readonly variable: string }
  /** Without an option, the value is a word of its own; one that ends in `=` makes one word with it. */
  | { readonly kind: 'argument'; readonly option?: string }
  /** Without a path, the credential as systemd hands it over. */
  | { readonly kind: 'file'; readonly path?: string };

/** A flag that a unit names. */
export interface TakenFlag {
  readonly flag: string;
  readonly way: Way;
  /** The program starts without it as well. */
  readonly optional: boolean;
}

/** What a unit says about flags, in the order in which it says it. */
export const takenFlags = (written: Readonly<Record<string, WrittenFlag>> = {}): TakenFlag[] =>
  Object.entries(written).map(([flag, how]) => ({
    flag,
    way: wayOf(flag, how),
    optional: typeof how === 'object' && (how.optional ?? false),
  }));

function wayOf(flag: string, how: WrittenFlag): Way {
  if (how === 'environment') return { kind: 'environment', variable: flag };
  if (how === 'argument') return { kind: 'argument' };
  if (how === 'file') return { kind: 'file' };
  if ('environment' in how) return { kind: 'environment', variable: how.environment };
  if ('argument' in how) return { kind: 'argument', option: how.argument };
  return { kind: 'file', path: how.file };
}
