import { setTimeout as sleep } from 'node:timers/promises';

/** Time as this provider sees it: tests have one that runs on its own. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const realClock: Clock = {
  now: () => performance.now(),
  sleep: async (ms) => void (await sleep(ms)),
};
