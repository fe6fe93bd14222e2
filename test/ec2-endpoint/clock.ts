import { setTimeout as sleep } from 'node:timers/promises';

/** What tells the endpoint the time, in milliseconds since 1970. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const realClock: Clock = { now: () => Date.now(), sleep: (ms) => sleep(ms) };

/** A clock that stands still until somebody moves it. */
export interface VirtualClock extends Clock {
  /** Moves on, and wakes who has slept long enough, in order. */
  advance(ms: number): Promise<void>;
  /** Until disposed of: whenever nothing has happened for a moment and somebody sleeps, moves on to the first to wake. */
  runWhileIdle(isBusy: () => boolean): Disposable;
}

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Real time in which all programs that are about to do something have begun to do it. */
const MOMENT_MS = 3;

export function virtualClock(start = Date.parse('2030-01-01T00:00:00Z')): VirtualClock {
  let now = start;
  const sleepers: Sleeper[] = [];
  const first = () => sleepers.toSorted((one, other) => one.until - other.until)[0];
  const wakeUntil = async (end: number) => {
    for (let next = first(); next && next.until <= end; next = first()) {
      now = Math.max(now, next.until);
      sleepers.splice(sleepers.indexOf(next), 1);
      next.wake();
      await sleep(0);
    }
    now = Math.max(now, end);
  };
  return {
    now: () => now,
    sleep: (ms) => new Promise((wake) => sleepers.push({ until: now + Math.max(0, ms), wake })),
    advance: (ms) => wakeUntil(now + ms),
    runWhileIdle: (isBusy) => {
      let over = false;
      const run = async () => {
        while (!over) {
          await sleep(MOMENT_MS);
          const next = first();
          if (next && !isBusy()) await wakeUntil(next.until);
        }
      };
      void run();
      return {
        [Symbol.dispose]: () => {
          over = true;
        },
      };
    },
  };
}
