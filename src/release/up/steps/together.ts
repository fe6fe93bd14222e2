/**
 * Waits for all of them, whatever becomes of each, then throws what the first of those that failed did: whoever takes back
 * what was done must find none of it still under way.
 */
export async function together<T>(all: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(all);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
