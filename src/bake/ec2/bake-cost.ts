import { bakeUsage } from '../../machines/ec2/costs/bake-usage.ts';
import { type Cost, costOf } from '../../machines/ec2/costs/cost.ts';
import { readPrices } from '../../machines/ec2/costs/prices.ts';
import type { Ec2Settings } from '../../machines/ec2/settings.ts';

/** The disk of Debian's images. */
export const DEBIAN_GIB = 8;
/** The test of an image takes less than the minute that AWS bills at least. */
const TEST_SECONDS = 60;

/** What a bake costs whose machine runs so long. */
export function bakeCost(settings: Ec2Settings, bakeSeconds: number): Cost {
  const imageGib = settings.rootVolume.sizeGib ?? DEBIAN_GIB;
  return costOf(readPrices(settings.prices), bakeUsage(settings, { bakeSeconds, testSeconds: TEST_SECONDS, imageGib }));
}

/** The sum of costs that are of one table of prices. */
export function costsTogether(costs: readonly Cost[]): Cost | undefined {
  const [first] = costs;
  return (
    first && {
      currency: first.currency,
      once: costs.reduce((sum, { once }) => sum + once, 0),
      monthly: costs.reduce((sum, { monthly }) => sum + monthly, 0),
      unpriced: [...new Set(costs.flatMap(({ unpriced }) => unpriced))].sort(),
    }
  );
}

/** A cost for a person. */
export function costText({ currency, once, monthly, unpriced }: Cost): string {
  const sums = `${money(once)} ${currency}, and ${money(monthly)} ${currency} a month for its images`;
  return unpriced.length === 0 ? sums : `${sums}; without a price: ${unpriced.join(', ')}`;
}

export const money = (amount: number): string => (amount < 1 ? amount.toFixed(4) : amount.toFixed(2));
