import type { Lab } from './lab.ts';

interface Timed {
  readonly seconds: number;
}

/** The same thing both ways, one right after the other, so many times; which is first changes each time. */
export async function inTurns<Ours extends Timed, Theirs extends Timed>(
  lab: Lab,
  runs: number,
  ours: () => Promise<Ours>,
  theirs: () => Promise<Theirs>,
): Promise<{ readonly ours: Ours; readonly theirs: Theirs }[]> {
  const pairs: { readonly ours: Ours; readonly theirs: Theirs }[] = [];
  for (let run = 0; run < runs; run++) {
    lab.signal.throwIfAborted();
    const first = run % 2 === 0 ? undefined : await theirs();
    const pair = { ours: await ours(), theirs: first ?? (await theirs()) };
    const [us, them] = [pair.ours.seconds.toFixed(1), pair.theirs.seconds.toFixed(1)];
    lab.say(`${run + 1} of ${runs}: rolebake ${us} s, the other way ${them} s`);
    pairs.push(pair);
  }
  return pairs;
}
