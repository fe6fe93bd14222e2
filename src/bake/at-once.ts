/**
 * Runs the acts in order, at most `limit` at a time, and gives the outcome of each. One that fails does not stop the
 * others, unless `isEnd` says of its error that nothing more is to be begun: those not begun fail with it too.
 */
export async function atOnce<T>(
  limit: number,
  acts: readonly (() => Promise<T>)[],
  isEnd: (error: unknown) => boolean,
): Promise<PromiseSettledResult<T>[]> {
  let end: PromiseRejectedResult | undefined;
  const outcomes: PromiseSettledResult<T>[] = [];
  const waiting = acts.entries();
  const worker = async (): Promise<void> => {
    for (const [index, act] of waiting) {
      const outcome = end ?? (await settled(act));
      if (outcome.status === 'rejected' && isEnd(outcome.reason)) end = outcome;
      outcomes[index] = outcome;
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, limit) }, worker));
  return outcomes;
}

async function settled<T>(act: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  try {
    return { status: 'fulfilled', value: await act() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}
