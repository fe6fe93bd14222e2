import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../problem/problem.ts';
import { readMoment } from './storage.ts';

const TRIES = 400;
const PAUSE_MS = 5;

/** Runs a reader until nothing was written while it read. Readers take no lock. */
export async function atOneMoment<T>(dir: string, read: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await readMoment(dir);
    const outcome = await read().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
    if ((await readMoment(dir)) === before) {
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    }
    await sleep(PAUSE_MS);
  }
  throw new Refusal({ code: 'lock-busy', message: `${dir} changes faster than it can be read`, hint: 'try again' });
}
