import type { Balancers } from './balancers.ts';
import type { Zones } from './zones.ts';

/** What is in front of the machines of environments. */
export interface Front {
  readonly balancers: Balancers;
  readonly zones: Zones;
}
