import { test } from 'vitest';
import { walk } from './walk.ts';

/** Half a minute; more on a host that has to build the base tree and the converger first. */
const PATIENCE_MS = 600_000;

test('the tutorial holds, from an empty folder to a launched machine', () => walk('docs/tutorial.md'), PATIENCE_MS);

test(
  'a bake that fails says what the how-to shows',
  () => walk('docs/how-to/find-out-why-a-bake-failed.md'),
  PATIENCE_MS,
);

test(
  'what a bake tests, and a look at a machine that failed',
  () => walk('docs/how-to/test-what-was-baked.md'),
  PATIENCE_MS,
);
