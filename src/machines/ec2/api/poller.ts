import type { Clock } from './clock.ts';

/** So many looks may begin between two that all wait for. */
const LOOKS_AN_INTERVAL = 4;

/**
 * Looks at all things of a kind for everybody who wants to know of one of them: how often AWS is asked depends on how much
 * time goes by, not on how many ask.
 */
export class Poller<T> {
  readonly #describe: () => Promise<readonly T[]>;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  #begunAt = Number.NEGATIVE_INFINITY;
  #now: Promise<unknown> = Promise.resolve();
  #next: Promise<readonly T[]> | undefined;
  #later: Promise<readonly T[]> | undefined;

  constructor(describe: () => Promise<readonly T[]>, clock: Clock, intervalMs: number) {
    this.#describe = describe;
    this.#clock = clock;
    this.#intervalMs = intervalMs;
  }

  /** All there is, as AWS says it after this call. */
  look(): Promise<readonly T[]> {
    this.#next ??= this.#begin();
    return this.#next;
  }

  /** Looks until something can be said of what is there; undefined if that takes longer. */
  async until<R>(decide: (all: readonly T[]) => R | undefined, patienceMs: number): Promise<R | undefined> {
    const deadline = this.#clock.now() + patienceMs;
    for (let all = await (this.#later ?? this.look()); ; all = await this.#tick()) {
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

  /** The look that is to begin when the present one has ended, and a moment has gone by since that one began. */
  async #begin(): Promise<readonly T[]> {
    await this.#now.catch(() => undefined);
    const early = this.#begunAt + this.#intervalMs / LOOKS_AN_INTERVAL - this.#clock.now();
    if (early > 0) await this.#clock.sleep(early);
    this.#next = undefined;
    this.#begunAt = this.#clock.now();
    const look = this.#describe();
    this.#now = look;
    return look;
  }
}
