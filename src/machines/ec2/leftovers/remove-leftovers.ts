import { unreachable } from '../../../problem/unreachable.ts';
import { gone } from '../api/gone.ts';
import type { Area } from '../area.ts';
import { removeBalancer } from '../balancers/remove-balancer.ts';
import { removeSnapshot } from '../images/remove-image.ts';
import { terminate } from '../machine/end.ts';
import { deleteHostedZone } from '../zones/hosted-zones.ts';
import type { FoundLeftover } from './leftover.ts';

/** Removes what was found, machines first: what they still use goes with them or after them. Gives what is gone. */
export async function removeLeftovers(area: Area, found: readonly FoundLeftover[]): Promise<FoundLeftover[]> {
  const [machines, others] = [found.filter(isMachine), found.filter((one) => !isMachine(one))];
  await Promise.all(machines.map(({ id }) => terminate(area, id)));
  const removed = await Promise.all(others.map(async (one) => ((await remove(area, one)) ? [one] : [])));
  return [...machines, ...removed.flat()];
}

const isMachine = ({ kind }: FoundLeftover): boolean => kind === 'machine';

async function remove(area: Area, { kind, id, site, of }: FoundLeftover): Promise<boolean> {
  const { region } = site;
  switch (kind) {
    case 'machine':
      return true;
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
