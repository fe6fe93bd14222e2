import { Refusal } from '../../../problem/problem.ts';
import { gone } from '../api/gone.ts';
import type { Area } from '../area.ts';
import type { Site } from '../site/site.ts';
import { removeBalancerGroups } from './balancer-group.ts';
import { forgetBalancer } from './balancer-records.ts';
import { type BalancerOf, NO_BALANCER } from './balancer-tags.ts';
import { findLoadBalancer } from './load-balancers.ts';
import { deleteTargetGroup, targetGroupsOf } from './target-groups.ts';

/**
 * Removes a balancer and all that was made for it, and waits until it is gone. Refuses with `front-failed` if AWS says for
 * too long that something is used: what is left stays noted.
 */
export async function removeBalancer(area: Area, site: Site, of: BalancerOf): Promise<void> {
  const { region } = site;
  const balancer = await findLoadBalancer(area, site, of);
  if (balancer) await gone(region.send('DeleteLoadBalancer', { LoadBalancerArn: balancer.arn }), NO_BALANCER);
  const areGone = (await removeTargetGroups(area, site, of)) && (await removeBalancerGroups(area, site, of));
  if (!areGone) throw stillUsed(area, site, of);
  await forgetBalancer(area, of);
}

/** A load balancer that is about to go still holds them for a while. */
async function removeTargetGroups(area: Area, site: Site, of: BalancerOf): Promise<boolean> {
  const { clock } = site.region;
  const deadline = clock.now() + area.timing.balancerMs;
  for (;;) {
    const groups = await targetGroupsOf(area, site, of);
    const removed = await Promise.all(groups.map(({ arn }) => deleteTargetGroup(site, arn)));
    if (removed.every(Boolean)) return true;
    if (clock.now() >= deadline) return false;
    await clock.sleep(area.timing.pollMs);
  }
}

function stillUsed({ timing }: Area, { region }: Site, { environment, role }: BalancerOf): Refusal {
  const message = `what the balancer of ${role} in ${environment} has in ${region.name} is still used after ${timing.balancerMs / 1_000} s`;
  return new Refusal({ code: 'front-failed', message, hint: `rolebake down --env ${environment}` });
}
