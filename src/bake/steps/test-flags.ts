import type { Flag } from '../../catalog/model.ts';
import { testValue } from '../../catalog/types/test-value.ts';

/** Values to test an image with. A compiled catalog has one for each flag. */
export const testFlags = (flags: readonly Flag[]): Readonly<Record<string, string>> =>
  Object.fromEntries(flags.map((flag) => [flag.name, testValue(flag) ?? '']));
