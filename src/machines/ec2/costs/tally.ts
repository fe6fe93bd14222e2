import type { Prices } from './prices.ts';

/** Amounts of a table of prices, and what has none in it. */
export interface Tally {
  /** What so much of something costs; nothing where its price is not known, which is kept in mind. */
  cost(what: string, region: string, price: number | undefined, amount: number): number;
  /** What had no price: the sums are too low by that. */
  unpriced(): readonly string[];
}

export function tally(): Tally {
  const unpriced = new Set<string>();
  return {
    cost: (what, region, price, amount) => {
      if (price === undefined && amount > 0) unpriced.add(`${what} in ${region}`);
      return (price ?? 0) * amount;
    },
    unpriced: () => [...unpriced].sort(),
  };
}

/** The prices of a region. */
export const pricesIn = ({ regions }: Prices, region: string): Prices['regions'][string] => regions[region] ?? {};

export const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

/** As AWS counts. */
export const MONTH_HOURS = 730;
