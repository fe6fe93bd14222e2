import { join } from 'node:path';
import { withExclusiveLock } from '../host/exclusive-lock.ts';
import { Refusal } from '../problem/problem.ts';

/** Does something while no other process of this host bakes the role, or finishes a bake of it. */
export async function withRoleLock<T>(
  state: string,
  role: string,
  act: () => Promise<T>,
  onWait: () => void,
): Promise<T> {
  return await withExclusiveLock(fileOf(state, role), act, { onWait });
}

/** The same, unless somebody else is at it: then undefined, at once. */
export async function withFreeRoleLock<T>(state: string, role: string, act: () => Promise<T>): Promise<T | undefined> {
  let begun = false;
  try {
    return await withExclusiveLock(
      fileOf(state, role),
      () => {
        begun = true;
        return act();
      },
      { patienceMs: 0 },
    );
  } catch (error) {
    if (!begun && error instanceof Refusal && error.problems[0]?.code === 'lock-busy') return undefined;
    throw error;
  }
}

const fileOf = (state: string, role: string): string => join(state, 'bakes', `${role}.lock`);
