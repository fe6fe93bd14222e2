import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/machines/ec2/api/clock.ts';

/** Turns of the event loop in which a program that does not wait for time goes on. */
const TURNS = 20;

/** A clock that goes on to the next sleeper whenever everybody sleeps: for programs that reach nothing outside. */
export function idleClock(): Clock & AsyncDisposable {
  let now = 0;
  let over = false;
  const sleepers: { until: number; wake: () => void }[] = [];
  const loop = async () => {
    while (!over) {
      for (let count = 0; count < TURNS; count++) await turn();
      const next = sleepers.sort((one, other) => one.until - other.until).shift();
      if (!next) continue;
      now = Math.max(now, next.until);
      next.wake();
    }
  };
  const ended = loop();
  return {
    now: () => now,
    sleep: (ms) => new Promise((wake) => sleepers.push({ until: now + ms, wake })),
    [Symbol.asyncDispose]: async () => {
      over = true;
      await ended;
    },
  };
}
