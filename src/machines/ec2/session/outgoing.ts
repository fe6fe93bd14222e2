/** A message on its way: its bytes, and when it was last sent, in ms. */
interface Sent {
  readonly bytes: Buffer;
  readonly firstAt: number;
  lastAt: number;
}

/** As the plugin's: src/config/config.go. */
const FIRST_TIMEOUT_MS = 200;
const LEAST_VARIATION_MS = 10;
const MOST_TIMEOUT_MS = 1_000;
const FIRST_ROUND_TRIP_MS = 100;

/** Messages that the other side has not acknowledged yet, in their order. */
export class Outgoing {
  readonly #sent = new Map<number, Sent>();
  #next = 0;
  #roundTripMs = FIRST_ROUND_TRIP_MS;
  #variationMs = 0;
  #timeoutMs = FIRST_TIMEOUT_MS;

  /** How many are on their way. */
  get size(): number {
    return this.#sent.size;
  }

  /** For how long the first of them has been on its way. */
  waitingMs(now: number): number {
    const [first] = this.#sent.values();
    return first ? now - first.firstAt : 0;
  }

  /** The next message, made for its number; it is on its way from now on. */
  add(make: (sequence: number) => Buffer, now: number): Buffer {
    const bytes = make(this.#next);
    this.#sent.set(this.#next, { bytes, firstAt: now, lastAt: now });
    this.#next += 1;
    return bytes;
  }

  acknowledge(sequence: number, now: number): void {
    const sent = this.#sent.get(sequence);
    if (!sent) return;
    this.#sent.delete(sequence);
    // Of one that was sent twice, nobody knows which of both was acknowledged.
    if (sent.firstAt === sent.lastAt) this.#measure(now - sent.firstAt);
  }

  /** What is to be sent again now: the first one, where it has waited too long. */
  due(now: number): Buffer | undefined {
    const [first] = this.#sent.values();
    if (!first || now - first.lastAt <= this.#timeoutMs) return undefined;
    first.lastAt = now;
    return first.bytes;
  }

  #measure(roundTripMs: number): void {
    this.#variationMs += (Math.abs(this.#roundTripMs - roundTripMs) - this.#variationMs) / 4;
    this.#roundTripMs += (roundTripMs - this.#roundTripMs) / 8;
    const timeout = this.#roundTripMs + Math.max(LEAST_VARIATION_MS, 4 * this.#variationMs);
    this.#timeoutMs = Math.min(MOST_TIMEOUT_MS, timeout);
  }
}
