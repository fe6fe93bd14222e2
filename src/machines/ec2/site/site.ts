import type { Image, Instance, SecurityGroup } from '@aws-sdk/client-ec2';
import { type InstanceBatches, instanceBatches } from '../api/instance-batches.ts';
import { Poller } from '../api/poller.ts';
import type { Region } from '../api/region.ts';
import { imagesOf } from '../images/all-images.ts';
import { once } from '../once.ts';
import type { Ec2Settings, RegionPlace } from '../settings.ts';
import { agentsOf } from './agents.ts';
import { type GroupMaker, RunGroups } from './groups.ts';
import { type ImageFacts, imageFacts } from './image-facts.ts';
import { instancesOf } from './instances.ts';
import { groupsOf } from './make-group.ts';
import { type Network, networkOf } from './network.ts';

/** A region as all machines in it share it. */
export interface Site {
  readonly region: Region;
  readonly place: RegionPlace;
  readonly instances: Poller<Instance>;
  /** The area's images. */
  readonly images: Poller<Image>;
  /** The machines whose agent the Session Manager hears. */
  readonly agents: Poller<string>;
  readonly batches: InstanceBatches;
  readonly groups: RunGroups;
  /** The area's groups, of all runs. */
  readonly allGroups: Poller<SecurityGroup>;
  /** Found once. */
  network(): Promise<Network>;
  imageFacts(ami: string): Promise<ImageFacts>;
}

/** What makes a site of a region. */
export interface SiteMaker {
  readonly settings: Ec2Settings;
  readonly pollMs: number;
  readonly settleMs: number;
  readonly groups: GroupMaker;
}

export function siteOf(region: Region, place: RegionPlace, { settings, pollMs, settleMs, groups }: SiteMaker): Site {
  const { area } = settings;
  const network = once(() => networkOf(region, place, settings));
  const facts = new Map<string, () => Promise<ImageFacts>>();
  return {
    ...{ region, place, network },
    instances: new Poller(() => instancesOf(region, area), region.clock, pollMs),
    images: new Poller(() => imagesOf(region, area), region.clock, pollMs),
    agents: new Poller(() => agentsOf(region, area), region.clock, pollMs),
    batches: instanceBatches(region, settleMs),
    groups: new RunGroups(region, groups, network),
    allGroups: new Poller(() => groupsOf(region, area), region.clock, pollMs),
    imageFacts: (ami) => {
      const known = facts.get(ami) ?? once(() => imageFacts(region, ami));
      facts.set(ami, known);
      return known();
    },
  };
}
