/** Adds up the wall time of named parts. */
export class Stopwatch {
  /** By part, in the order in which they first began. */
  readonly seconds: Record<string, number> = {};

  async time<T>(part: string, act: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const value = await act();
    this.seconds[part] = (this.seconds[part] ?? 0) + (performance.now() - started) / 1000;
    return value;
  }
}

/** As `launch 4.1 s, look 6.0 s`. */
export const secondsText = (seconds: Readonly<Record<string, number>>): string =>
  Object.entries(seconds)
    .map(([part, time]) => `${part} ${time.toFixed(1)} s`)
    .join(', ');
