import type { TargetGroup } from '../../../machines/ec2/balancers/target-groups.ts';
import type { ServerState } from '../balancers.ts';

const DRAINING = 'draining';

/**
 * What the target groups of a balancer see of its machines. How many connections are open AWS does not tell: a machine
 * counts as having one while it drains. Pure.
 */
export function statesIn(groups: readonly TargetGroup[], machines: ReadonlyMap<string, string>): ServerState[] {
  const seen = groups.flatMap(({ targets }) => targets);
  const byInstance = Map.groupBy(seen, ({ instance }) => instance);
  return [...byInstance].flatMap(([instance, targets]) => {
    const id = machines.get(instance);
    if (id === undefined) return [];
    const staying = targets.filter(({ state }) => state !== DRAINING);
    const isUp = staying.length > 0 && staying.every(({ state }) => state === 'healthy');
    return [{ id, isUp, connections: targets.length > staying.length ? 1 : 0 }];
  });
}
