import type { Instance } from '@aws-sdk/client-ec2';
import type { Area } from '../area.ts';
import type { Site } from '../site/site.ts';
import type { MachineRecord } from './records.ts';
import { machineTags } from './tags.ts';

/** A machine of ours at AWS, and where. */
export interface Found {
  readonly site: Site;
  readonly instance: Instance;
}

/** What of an id a region has: more than one where a process died between two tries. */
export const withId = (instances: readonly Instance[], id: string): Instance[] =>
  instances.filter((instance) => machineTags(instance)?.id === id);

/** Whatever AWS has under an id; where the record says the region, it is looked for there alone. */
export async function findMachines(area: Area, id: string, record: MachineRecord | undefined): Promise<Found[]> {
  const sites = record ? [area.siteIn(record.region)] : area.sites;
  const found = await Promise.all(
    sites.map(async (site) => withId(await site.instances.look(), id).map((instance) => ({ site, instance }))),
  );
  return found.flat();
}
