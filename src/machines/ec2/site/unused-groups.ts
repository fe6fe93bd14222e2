import type { SecurityGroup } from '@aws-sdk/client-ec2';
import { isProcessAlive } from '../../../host/process-identity.ts';
import type { Area } from '../area.ts';
import { isBalancerGroup } from '../balancers/balancer-group.ts';
import { recordOf, TAG } from '../machine/tags.ts';
import type { Site } from './site.ts';

/** Removes the groups of this state folder that no machine is in and no other process may still launch into. */
export async function removeUnusedGroups(area: Area, site: Site, isAlive = isProcessAlive): Promise<string[]> {
  const removed: string[] = [];
  for (const group of await unusedGroups(area, site, isAlive)) if (await site.groups.remove(group)) removed.push(group);
  return removed;
}

/** The groups that nobody needs: of runs that are over, and our own where no machine is left in it. */
export async function unusedGroups(area: Area, site: Site, isAlive = isProcessAlive): Promise<string[]> {
  const groups = await site.allGroups.look();
  const instances = await site.instances.look();
  const used = new Set(instances.flatMap(({ SecurityGroups = [] }) => SecurityGroups.map(({ GroupId }) => GroupId)));
  return groups
    .filter((group) => !used.has(group.GroupId) && !isBalancerGroup(group) && isFree(area, group, isAlive))
    .map(({ GroupId = '' }) => GroupId);
}

function isFree(area: Area, { Tags: tags }: SecurityGroup, isAlive: typeof isProcessAlive): boolean {
  const { [TAG.owner]: owner, [TAG.baker]: baker = '', [TAG.expires]: expires = '' } = recordOf(tags);
  if (owner !== area.owner) return expires !== '' && Date.parse(expires) < area.effects.host.now().getTime();
  const [pid = 0, startTime = 0] = baker.split(':').map(Number);
  const isOwn = pid === area.self.pid && startTime === area.self.startTime;
  return isOwn || !isAlive({ pid, startTime });
}
