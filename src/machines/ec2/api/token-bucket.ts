import type { Allowance } from './actions.ts';
import type { Clock } from './clock.ts';

/** Others share the account: where AWS says that it is too much, the rate is halved, and comes back by so much a second. */
const RECOVERY_PER_SECOND = 0.02;
const LEAST_SHARE = 1 / 32;

/** A call is on its way for so long; AWS's bucket, which was full, gets no fuller meanwhile. So much less is used at once. */
const ON_ITS_WAY_SECONDS = 0.5;

/** Lets callers pass, in their order, as fast as an allowance says. */
export class TokenBucket {
  readonly #allowance: Allowance;
  readonly #clock: Clock;
  #tokens: number;
  #share = 1;
  #at: number;
  /** Counts the halvings. */
  #era = 0;
  #line: Promise<unknown> = Promise.resolve();

  constructor(allowance: Allowance, clock: Clock) {
    this.#allowance = allowance;
    this.#clock = clock;
    this.#tokens = this.#most;
    this.#at = clock.now();
  }

  /** Resolves when it is the caller's turn to use so many; gives the era, for `throttled`. */
  take(amount = 1): Promise<number> {
    const turn = this.#line.then(() => this.#pass(Math.min(amount, this.#most)));
    this.#line = turn;
    return turn;
  }

  /**
   * AWS refused a call of this class that was let pass in this era: everybody waits, and the rate is halved, once for all
   * calls that were under way together.
   */
  throttled(era: number): void {
    if (era !== this.#era) return;
    this.#era++;
    this.#refill();
    this.#tokens = Math.min(this.#tokens, 0);
    this.#share = Math.max(LEAST_SHARE, this.#share / 2);
  }

  /** Calls a second, now. */
  get rate(): number {
    return this.#allowance.perSecond * this.#share;
  }

  get #most(): number {
    const { capacity, perSecond } = this.#allowance;
    return capacity - Math.max(1, perSecond * ON_ITS_WAY_SECONDS);
  }

  async #pass(amount: number): Promise<number> {
    for (;;) {
      this.#refill();
      const missing = amount - this.#tokens;
      // Sums of fractions: what lacks a millionth is there.
      if (missing < 1e-6) break;
      await this.#clock.sleep(Math.ceil((missing / this.rate) * 1_000));
    }
    this.#tokens -= amount;
    return this.#era;
  }

  #refill(): void {
    const now = this.#clock.now();
    const seconds = (now - this.#at) / 1_000;
    this.#at = now;
    this.#tokens = Math.min(this.#most, this.#tokens + seconds * this.rate);
    this.#share = Math.min(1, this.#share + seconds * RECOVERY_PER_SECOND);
  }
}
