import { type Seat, Seats } from './seats.ts';

/**
 * Runs the acts in order, at most `limit` at a time, and gives the outcome of each. One that fails does not stop the
 * others, unless `isEnd` says of its error that nothing more is to be begun: those not begun fail with it too. An act
 * may leave its seat before its end: then the next one begins.
 */
export async function atOnce<T>(
  limit: number,
  acts: readonly ((seat: Seat) => Promise<T>)[],
  isEnd: (error: unknown) => boolean,
): Promise<PromiseSettledResult<T>[]> {
  let end: PromiseRejectedResult | undefined;
  const seats = new Seats(Math.max(1, limit));
  const run = async (act: (seat: Seat) => Promise<T>): Promise<PromiseSettledResult<T>> => {
    const seat = await seats.first();
    const outcome = end ?? (await settled(() => act(seat)));
    if (outcome.status === 'rejected' && isEnd(outcome.reason)) end = outcome;
    seat.leave();
    return outcome;
  };
  return await Promise.all(acts.map(run));
}

async function settled<T>(act: () => Promise<T>): Promise<PromiseSettledResult<T>> {
  try {
    return { status: 'fulfilled', value: await act() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}
