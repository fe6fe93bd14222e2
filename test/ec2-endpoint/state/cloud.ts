import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Policy } from '../iam/policy.ts';
import type { BackEnd } from '../machines/back-end.ts';
import { Sessions } from '../sessions/sessions.ts';
import type { HostedZone } from './hosted-zone.ts';
import { newRegion } from './new-account.ts';
import type { Region } from './region.ts';
import type { Thing } from './things.ts';

/** The account whose calls the endpoint answers. */
export const ACCOUNT = '123456789012';

/** One account in all its regions, and what is behind it. */
export class Cloud {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly backEnd: BackEnd;
  readonly regions = new Map<string, Region>();
  /** What the machines of a role may do with other services, by the name of the role. */
  readonly roles = new Map<string, Policy>();
  /** Of all regions, by id. */
  readonly hostedZones = new Map<string, HostedZone>();
  /** When each change of names is known everywhere, ms since 1970. */
  readonly nameChanges = new Map<string, number>();
  readonly sessions = new Sessions();
  private last = 0;

  constructor(clock: Clock, faults: Faults, backEnd: BackEnd) {
    this.clock = clock;
    this.faults = faults;
    this.backEnd = backEnd;
  }

  region(name: string): Region {
    const known = this.regions.get(name);
    if (known) return known;
    const region = newRegion(this, name);
    this.regions.set(name, region);
    return region;
  }

  /** The id of something new, as `i-0000000000000001a`: they count up, so that records of a run can be compared. */
  id(prefix: string): string {
    this.last += 1;
    return `${prefix}-${this.last.toString(16).padStart(17, '0')}`;
  }

  /** What everything new has. `notFoundMs`: for how long calls do not see it yet. */
  thing(prefix: string, tags: ReadonlyMap<string, string> = new Map(), notFoundMs = 0): Thing {
    const createdAt = this.clock.now();
    return { id: this.id(prefix), tags: new Map(tags), createdAt, visibleAt: createdAt + notFoundMs };
  }
}
