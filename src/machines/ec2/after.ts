/** The same acts, but each waits first for something to be seen to. */
export function after<T extends object>(seeTo: () => Promise<void>, acts: T): T {
  const waiting = Object.entries(acts).map(([name, act]: [string, (...all: unknown[]) => Promise<unknown>]) => [
    name,
    async (...all: unknown[]) => {
      await seeTo();
      return act(...all);
    },
  ]);
  return Object.fromEntries(waiting) as T;
}
