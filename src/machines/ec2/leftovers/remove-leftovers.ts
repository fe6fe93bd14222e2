import { unreachable } from '../../../problem/unreachable.ts';
import { isAwsCode } from '../api/aws-error.ts';
import type { Area } from '../area.ts';
import { terminate } from '../machine/end.ts';
import type { FoundLeftover } from './leftover.ts';

/** Removes what was found, machines first: what they still use goes with them or after them. Gives what is gone. */
export async function removeLeftovers(area: Area, found: readonly FoundLeftover[]): Promise<FoundLeftover[]> {
  const [machines, others] = [found.filter(isMachine), found.filter((one) => !isMachine(one))];
  await Promise.all(machines.map(({ id }) => terminate(area, id)));
  const removed = await Promise.all(others.map(async (one) => ((await remove(one)) ? [one] : [])));
  return [...machines, ...removed.flat()];
}

const isMachine = ({ kind }: FoundLeftover): boolean => kind === 'machine';

async function remove({ kind, id, site }: FoundLeftover): Promise<boolean> {
  const { region } = site;
  switch (kind) {
    case 'machine':
      return true;
    case 'volume':
      return gone(region.send('DeleteVolume', { VolumeId: id }), 'InvalidVolume.NotFound');
    case 'snapshot':
      return gone(region.send('DeleteSnapshot', { SnapshotId: id }), 'InvalidSnapshot.NotFound');
    case 'security-group':
      return site.groups.remove(id);
    default:
      return unreachable(kind);
  }
}

/** Somebody else may have been faster. */
async function gone(removal: Promise<unknown>, notFound: string): Promise<boolean> {
  try {
    await removal;
  } catch (error) {
    if (!isAwsCode(error, notFound)) throw error;
  }
  return true;
}
