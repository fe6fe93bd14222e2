/** The right to have a machine while others wait for theirs. */
export interface Seat {
  /** Lets another one have it; fine where it is left already. */
  leave(): void;
  /** Waits for a seat again, before all that have had none yet; fine where it is still held. */
  take(signal?: AbortSignal): Promise<void>;
}

/** So many seats, and those who wait for one. */
export class Seats {
  #free: number;
  /** They go before the newcomers: what is begun is ended first. */
  readonly #returning: (() => void)[] = [];
  readonly #newcomers: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for the first seat of a newcomer. */
  async first(): Promise<Seat> {
    await this.#wait(this.#newcomers);
    let held = true;
    return {
      leave: () => {
        if (held) this.#giveBack();
        held = false;
      },
      take: async (signal) => {
        if (!held) await this.#wait(this.#returning, signal);
        held = true;
      },
    };
  }

  #wait(line: (() => void)[], signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leaveLine = () => {
      line.splice(line.indexOf(next), 1);
      reject(signal?.reason);
    };
    const next = () => {
      signal?.removeEventListener('abort', leaveLine);
      resolve();
    };
    signal?.addEventListener('abort', leaveLine, { once: true });
    line.push(next);
    return promise;
  }

  #giveBack(): void {
    const next = this.#returning.shift() ?? this.#newcomers.shift();
    if (next) next();
    else this.#free += 1;
  }
}
