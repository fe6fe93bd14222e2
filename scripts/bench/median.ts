/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('no values to take the median of');
  const sorted = values.toSorted((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  const middle = sorted.slice(sorted.length % 2 === 1 ? upper : upper - 1, upper + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/** The median of one property. */
export const medianOf = <T>(items: readonly T[], value: (item: T) => number): number => median(items.map(value));
