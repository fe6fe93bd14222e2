import type { SessionMessage } from './message.ts';

/** So many that came too early are kept; what is not kept is not acknowledged, and comes again. */
const CAPACITY = 10_000;

/** Puts messages in their order. */
export class Incoming {
  readonly #early = new Map<number, SessionMessage>();
  #next = 0;

  /** Whether a message is to be acknowledged, and all that can be read now. One that was read before is acknowledged again. */
  take(message: SessionMessage): { readonly acknowledge: boolean; readonly ready: readonly SessionMessage[] } {
    const { sequence } = message;
    if (sequence < this.#next) return { acknowledge: true, ready: [] };
    if (sequence > this.#next && this.#early.size >= CAPACITY) return { acknowledge: false, ready: [] };
    this.#early.set(sequence, message);
    return { acknowledge: true, ready: this.#inOrder() };
  }

  #inOrder(): SessionMessage[] {
    const ready: SessionMessage[] = [];
    for (let message = this.#early.get(this.#next); message; message = this.#early.get(this.#next)) {
      this.#early.delete(this.#next);
      this.#next += 1;
      ready.push(message);
    }
    return ready;
  }
}
