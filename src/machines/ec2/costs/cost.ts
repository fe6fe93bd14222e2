import type { Prices } from './prices.ts';
import { MONTH_HOURS, pricesIn, sum, tally } from './tally.ts';

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
  /** Whether it has a public address. */
  readonly isPublic: boolean;
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
  /** Paid each month for as long as the snapshots are kept, or what runs does. */
  readonly monthly: number;
  /** What has no price in the table, so that the sums are too low. */
  readonly unpriced: readonly string[];
}

const HOUR = 3_600;
/** AWS bills a minute at least. */
const LEAST_SECONDS = 60;

/** What a use costs. Each part is counted with the table's price for its region. */
export function costOf(prices: Prices, { machines, snapshots }: Usage): Cost {
  const all = tally();
  const machineCosts = machines.map(({ region, instanceType, seconds, diskGib, isPublic }) => {
    const { machine_hour: hours, disk_gib_month: disk, address_hour: address } = pricesIn(prices, region);
    const billed = Math.max(seconds, LEAST_SECONDS) / HOUR;
    return (
      all.cost(instanceType, region, hours?.[instanceType], billed) +
      all.cost('a disk', region, disk, (diskGib * billed) / MONTH_HOURS) +
      all.cost('a public address', region, address, isPublic ? billed : 0)
    );
  });
  const copies = snapshots.map(({ gib, copiedFrom: from }) =>
    from === undefined ? 0 : all.cost('a copy', from, pricesIn(prices, from).copy_gib, gib),
  );
  const kept = snapshots.map(({ region, gib }) =>
    all.cost('a snapshot', region, pricesIn(prices, region).snapshot_gib_month, gib),
  );
  return {
    ...{ currency: prices.currency, once: sum([...machineCosts, ...copies]), monthly: sum(kept) },
    unpriced: all.unpriced(),
  };
}
