import type { BalancerKind } from '../balancers/load-balancers.ts';
import type { Cost } from './cost.ts';
import type { Prices } from './prices.ts';
import { MONTH_HOURS, pricesIn, sum, type Tally, tally } from './tally.ts';

/** What stands in a region until somebody ends it. */
export interface Running {
  readonly region: string;
  readonly machines: readonly RunningMachines[];
  readonly balancers: readonly RunningBalancer[];
}

/** So many alike. */
export interface RunningMachines {
  readonly count: number;
  readonly instanceType: string;
  readonly diskGib: number;
  readonly isPublic: boolean;
}

export interface RunningBalancer {
  readonly kind: BalancerKind;
  /** Public ones: one in each of its subnets. */
  readonly addresses: number;
}

/** What a price is paid for that nobody can tell in advance, or that is not rolebake's to count. */
export const NOT_COUNTED = 'what balancers carry (LCUs), traffic, hosted zones, keys of KMS, NATs';

/** What it costs a month while it runs, at the prices on demand: machines, their disks, addresses and balancers. */
export function monthlyCost(prices: Prices, { region, machines, balancers }: Running): Cost {
  const all = tally();
  const hourly = [
    ...machines.map((one) => ofMachines(prices, region, one, all)),
    ...balancers.map((one) => ofBalancer(prices, region, one, all)),
  ];
  const disks = machines.map(({ count, diskGib }) =>
    all.cost('a disk', region, pricesIn(prices, region).disk_gib_month, count * diskGib),
  );
  return {
    ...{ currency: prices.currency, once: 0, monthly: sum(hourly) * MONTH_HOURS + sum(disks) },
    unpriced: all.unpriced(),
  };
}

function ofMachines(prices: Prices, region: string, { count, instanceType, isPublic }: RunningMachines, all: Tally) {
  const { machine_hour: hours, address_hour: address } = pricesIn(prices, region);
  return (
    all.cost(instanceType, region, hours?.[instanceType], count) +
    all.cost('a public address', region, address, isPublic ? count : 0)
  );
}

function ofBalancer(prices: Prices, region: string, { kind, addresses }: RunningBalancer, all: Tally) {
  const { balancer_hour: hours, address_hour: address } = pricesIn(prices, region);
  return (
    all.cost(`a load balancer (${kind})`, region, hours?.[kind], 1) +
    all.cost('a public address', region, address, addresses)
  );
}
