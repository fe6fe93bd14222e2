import type { Allowance } from './actions.ts';
import type { Clock } from './clock.ts';

/** Others share the account: where AWS says that it is too much, the rate is halved, and comes back by so much a second. */
const RECOVERY_PER_SECOND = 0.02;
const LEAST_SHARE = 1 / 32;

/** One call fewer at once than AWS has: a reply that took longer than the next one's must not make it one too many. */
const SPARE = 1;

/** Lets callers pass, in their order, as fast as an allowance says. */
export class TokenBucket {
  readonly #allowance: Allowance;
  readonly #clock: Clock;
  #tokens: number;
  #share = 1;
  #at: number;
  #line: Promise<void> = Promise.resolve();

  constructor(allowance: Allowance, clock: Clock) {
    this.#allowance = allowance;
    this.#clock = clock;
    this.#tokens = this.#most;
    this.#at = clock.now();
  }

  /** Resolves when it is the caller's turn to use so many. */
  take(amount = 1): Promise<void> {
    const turn = this.#line.then(() => this.#pass(Math.min(amount, this.#most)));
    this.#line = turn;
    return turn;
  }

  /** AWS refused a call of this class: everybody waits, and the rate is halved. */
  throttled(): void {
    this.#refill();
    this.#tokens = Math.min(this.#tokens, 0);
    this.#share = Math.max(LEAST_SHARE, this.#share / 2);
  }

  /** Calls a second, now. */
  get rate(): number {
    return this.#allowance.perSecond * this.#share;
  }

  get #most(): number {
    return this.#allowance.capacity - SPARE;
  }

  async #pass(amount: number): Promise<void> {
    for (;;) {
      this.#refill();
      const missing = amount - this.#tokens;
      // Sums of fractions: what lacks a millionth is there.
      if (missing < 1e-6) break;
      await this.#clock.sleep(Math.ceil((missing / this.rate) * 1_000));
    }
    this.#tokens -= amount;
  }

  #refill(): void {
    const now = this.#clock.now();
    const seconds = (now - this.#at) / 1_000;
    this.#at = now;
    this.#tokens = Math.min(this.#most, this.#tokens + seconds * this.rate);
    this.#share = Math.min(1, this.#share + seconds * RECOVERY_PER_SECOND);
  }
}
