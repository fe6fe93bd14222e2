import { onTestFinished } from 'vitest';
import { Clones } from './clone.ts';

/** Clones that are gone when the test is. */
export function testClones(): Clones {
  const made = new Clones();
  onTestFinished(() => made[Symbol.dispose]());
  return made;
}
