import type { Clock } from './clock.ts';

/**
 * Looks at all things of a kind for everybody who waits for one of them: how often AWS is asked depends on how long is
 * waited, not on how many wait.
 */
export class Poller<T> {
  readonly #describe: () => Promise<readonly T[]>;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #now: Promise<readonly T[]> | undefined;
  #next: Promise<readonly T[]> | undefined;
  #later: Promise<readonly T[]> | undefined;

  constructor(describe: () => Promise<readonly T[]>, clock: Clock, intervalMs: number) {
    this.#describe = describe;
    this.#clock = clock;
    this.#intervalMs = intervalMs;
  }

  /** All there is, as AWS says it after this call. */
  look(): Promise<readonly T[]> {
    if (!this.#now) return this.#begin();
    this.#next ??= this.#now.then(
      () => this.#begin(),
      () => this.#begin(),
    );
    return this.#next;
  }

  /** Looks until something can be said of what is there; undefined if that takes longer. */
  async until<R>(decide: (all: readonly T[]) => R | undefined, patienceMs: number): Promise<R | undefined> {
    const deadline = this.#clock.now() + patienceMs;
    for (let all = await this.look(); ; all = await this.#tick()) {
      const decision = decide(all);
      if (decision !== undefined) return decision;
      if (this.#clock.now() >= deadline) return undefined;
    }
  }

  /** The look that all who wait share. */
  #tick(): Promise<readonly T[]> {
    this.#later ??= this.#clock.sleep(this.#intervalMs).then(() => {
      this.#later = undefined;
      return this.look();
    });
    return this.#later;
  }

  #begin(): Promise<readonly T[]> {
    this.#next = undefined;
    const look = this.#describe().finally(() => {
      this.#now = undefined;
    });
    this.#now = look;
    return look;
  }
}
