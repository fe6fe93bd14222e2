import type { Clock } from './clock.ts';

const WINDOW_MS = 100;

/** Gathers what many ask for one thing each into few calls. Each asker gets the outcome of the call that its thing was in. */
export class Batch {
  readonly #act: (ids: readonly string[]) => Promise<void>;
  readonly #clock: Clock;
  readonly #most: number;
  #open: { readonly ids: Set<string>; readonly done: Promise<void> } | undefined;

  constructor(act: (ids: readonly string[]) => Promise<void>, clock: Clock, most = 100) {
    this.#act = act;
    this.#clock = clock;
    this.#most = most;
  }

  /** Resolves when a call about this thing has been made. */
  add(id: string): Promise<void> {
    if (this.#open && this.#open.ids.size >= this.#most) this.#open = undefined;
    this.#open ??= this.#begin();
    this.#open.ids.add(id);
    return this.#open.done;
  }

  #begin() {
    const ids = new Set<string>();
    const done = this.#clock.sleep(WINDOW_MS).then(() => {
      if (this.#open?.ids === ids) this.#open = undefined;
      return this.#act([...ids]);
    });
    return { ids, done };
  }
}
