import { unreachable } from '../../../problem/unreachable.ts';
import { gone } from '../api/gone.ts';
import type { Area } from '../area.ts';
import { removeBalancer } from '../balancers/remove-balancer.ts';
import { removeSnapshot } from '../images/remove-image.ts';
import { terminateIf } from '../machine/end.ts';
import type { MachineRecord } from '../machine/records.ts';
import { deleteHostedZone } from '../zones/hosted-zones.ts';
import type { FoundLeftover } from './leftover.ts';

/** Removes what was found, machines first: what they still use goes with them or after them. Gives what is gone. */
export async function removeLeftovers(area: Area, found: readonly FoundLeftover[]): Promise<FoundLeftover[]> {
  const all = async (some: readonly FoundLeftover[]) =>
    (await Promise.all(some.map(async (one) => ((await remove(area, one)) ? [one] : [])))).flat();
  return [...(await all(found.filter(isMachine))), ...(await all(found.filter((one) => !isMachine(one))))];
}

const isMachine = ({ kind }: FoundLeftover): boolean => kind === 'machine';

async function remove(area: Area, { kind, id, site, of, record }: FoundLeftover): Promise<boolean> {
  const { region } = site;
  switch (kind) {
    case 'machine':
      return await terminateIf(area, id, (now) => now === undefined || isAsFound(now, record));
    case 'volume':
      await gone(region.send('DeleteVolume', { VolumeId: id }), 'InvalidVolume.NotFound');
      return true;
    case 'snapshot':
      await removeSnapshot(area, region, id);
      return true;
    case 'balancer':
      if (of) await removeBalancer(area, site, of);
      return true;
    case 'hosted-zone':
      return deleteHostedZone(site, id);
    case 'security-group':
      return site.groups.remove(id);
    default:
      return unreachable(kind);
  }
}

/** Whoever goes on with a dead process's machine, or makes another one of its id, has made it its own. */
const isAsFound = (now: MachineRecord, found: MachineRecord | undefined): boolean =>
  now.state === found?.state && now.maker.pid === found.maker.pid && now.maker.startTime === found.maker.startTime;
