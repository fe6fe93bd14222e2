import type { Area } from '../../../machines/ec2/area.ts';
import { notedBalancers } from '../../../machines/ec2/balancers/balancer-records.ts';
import type { BalancerOf } from '../../../machines/ec2/balancers/balancer-tags.ts';
import { allLoadBalancers, findLoadBalancer } from '../../../machines/ec2/balancers/load-balancers.ts';
import { removeBalancer } from '../../../machines/ec2/balancers/remove-balancer.ts';
import { targetGroupsOf } from '../../../machines/ec2/balancers/target-groups.ts';
import { TAG } from '../../../machines/ec2/machine/tags.ts';
import type { Balancers, ServerState } from '../balancers.ts';
import { machinesByInstance } from './instances.ts';
import { putBalancer } from './put-balancer.ts';
import { statesIn } from './target-states.ts';

/**
 * Balancers of Elastic Load Balancing, one for each role of an environment, in the home region. `say` is told what is
 * waited for.
 */
export function ec2Balancers(area: Area, say: (words: string) => void = () => undefined): Balancers {
  const site = area.siteIn(undefined);
  const find = (environment: string, role: string) => findLoadBalancer(area, site, { environment, role });
  return {
    put: (spec) => putBalancer({ area, site, say }, spec),
    addressOf: async (environment, role) => (await find(environment, role))?.host,
    states: async (environment, role) =>
      (await find(environment, role)) && (await statesOf(area, { environment, role })),
    remove: (environment, role) => removeBalancer(area, site, { environment, role }),
    list: (environment) => rolesIn(area, environment),
  };
}

async function statesOf(area: Area, of: BalancerOf): Promise<ServerState[]> {
  const site = area.siteIn(undefined);
  const groups = await targetGroupsOf(area, site, of);
  return statesIn(groups, await machinesByInstance(site));
}

/** Those too that have begun to go: a removal that was cut short is known by its note alone. */
async function rolesIn(area: Area, environment: string): Promise<string[]> {
  const there = await allLoadBalancers(area, area.siteIn(undefined));
  const roles = there.flatMap(({ tags }) => (tags[TAG.environment] === environment ? (tags[TAG.role] ?? []) : []));
  const noted = (await notedBalancers(area)).filter((one) => one.environment === environment);
  return [...new Set([...roles, ...noted.map(({ role }) => role)])].sort();
}
