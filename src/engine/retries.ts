/** When and how often a step that failed is tried again. */
export interface Retries {
  /** The first one included. */
  readonly tries: number;
  /** The pause before the second try, in milliseconds; each further one is twice as long. */
  readonly pauseMs: number;
  /** Whether the error may be gone at the next try. */
  readonly isTransient: (error: unknown) => boolean;
}

/** A step that is not tried again. */
export const ONCE: Retries = { tries: 1, pauseMs: 0, isTransient: () => false };

const LONGEST_PAUSE_MS = 60_000;

/**
 * The pause after a failed try, the first of which is 1: between half and all of what it has grown to, so that those who
 * failed together do not come back together. `random` is a number from 0 to 1.
 */
export function pauseAfter(attempt: number, { pauseMs }: Retries, random: number): number {
  const grown = Math.min(pauseMs * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  return Math.round(grown * (0.5 + random / 2));
}
