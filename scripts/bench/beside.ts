import { type Figure, figure, type Unit } from './figure.ts';
import { medianOf } from './median.ts';

/** The same thing measured once each way, one right after the other. */
export interface Pair<T> {
  readonly ours: T;
  readonly theirs: T;
}

/** Both medians, and the median of the ratios: what disturbs a pair disturbs both of it. */
export function besideOther(
  other: 'by hand' | 'by Packer',
  what: string,
  unit: Unit,
  pairs: readonly Pair<number>[],
  aim?: number,
): Figure[] {
  return [
    figure(`${what}, by rolebake`, medianOf(pairs, pickOurs), unit),
    figure(`${what}, ${other}`, medianOf(pairs, pickTheirs), unit),
    figure(`${what}, rolebake beside ${other}`, medianOf(pairs, ratio), 'times', aim),
  ];
}

const pickOurs = ({ ours }: Pair<number>): number => ours;
const pickTheirs = ({ theirs }: Pair<number>): number => theirs;
const ratio = ({ ours, theirs }: Pair<number>): number => ours / theirs;

/** The same pairs, of one number of each. */
export const numbersOf = <Ours, Theirs>(
  pairs: readonly { readonly ours: Ours; readonly theirs: Theirs }[],
  ours: (one: Ours) => number,
  theirs: (one: Theirs) => number,
): Pair<number>[] => pairs.map((pair) => ({ ours: ours(pair.ours), theirs: theirs(pair.theirs) }));
