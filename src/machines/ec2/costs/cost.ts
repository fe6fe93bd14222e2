import type { Prices } from './prices.ts';

/** What was used, or is going to be. */
export interface Usage {
  readonly machines: readonly MachineUsage[];
  readonly snapshots: readonly SnapshotUsage[];
}

export interface MachineUsage {
  readonly region: string;
  readonly instanceType: string;
  readonly seconds: number;
  readonly diskGib: number;
}

export interface SnapshotUsage {
  readonly region: string;
  readonly gib: number;
  /** The region that it was copied from. */
  readonly copiedFrom?: string;
}

/** A sum of money, as far as the prices are known. */
export interface Cost {
  readonly currency: string;
  /** Paid once. */
  readonly once: number;
  /** Paid each month for as long as the snapshots are kept. */
  readonly monthly: number;
  /** What has no price in the table, so that the sums are too low. */
  readonly unpriced: readonly string[];
}

const HOUR = 3_600;
/** As AWS counts. */
const MONTH_HOURS = 730;
/** AWS bills a minute at least. */
const LEAST_SECONDS = 60;

/** What a use costs. Each part is counted with the table's price for its region. */
export function costOf(prices: Prices, { machines, snapshots }: Usage): Cost {
  const unpriced = new Set<string>();
  const priced = (what: string, region: string, price: number | undefined, amount: number): number => {
    if (price === undefined) unpriced.add(`${what} in ${region}`);
    return (price ?? 0) * amount;
  };
  const machineCosts = machines.map(({ region, instanceType, seconds, diskGib }) => {
    const { machine_hour: hours, disk_gib_month: disk } = prices.regions[region] ?? {};
    const billed = Math.max(seconds, LEAST_SECONDS) / HOUR;
    return (
      priced(instanceType, region, hours?.[instanceType], billed) +
      priced('a disk', region, disk, (diskGib * billed) / MONTH_HOURS)
    );
  });
  const copies = snapshots.map(({ gib, copiedFrom: from }) =>
    from === undefined ? 0 : priced('a copy', from, prices.regions[from]?.copy_gib, gib),
  );
  const kept = snapshots.map(({ region, gib }) =>
    priced('a snapshot', region, prices.regions[region]?.snapshot_gib_month, gib),
  );
  return {
    currency: prices.currency,
    once: sum([...machineCosts, ...copies]),
    monthly: sum(kept),
    unpriced: [...unpriced].sort(),
  };
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
