import type { Endpoint, Listener } from '../front/balancers.ts';
import type { LockedBalancer, LockedMember } from '../lock.ts';

/** A role in the release that is to come, and in those that run now: one that serves, and perhaps a canary. */
export interface MovingRole {
  readonly member: LockedMember;
  readonly before: readonly LockedMember[];
}

/**
 * Which ports a role's balancer has: those that it had; those too that are to come, where they are free; the latter first,
 * while machines of the former are there; or those to come alone.
 */
export type Ports = 'former' | 'both' | 'turned' | 'new';

/** The listeners of a role's balancer; none where the role is to have no balancer. */
export function listenersFor({ member, before }: MovingRole, ports: Ports): Listener[] {
  const wanted = member.balancers;
  const former = before.map(({ balancers }) => balancers);
  switch (ports) {
    case 'former':
      return inOrder(before.length > 0 ? former : [wanted]);
    case 'both':
      return inOrder([...former, wanted]);
    case 'turned': {
      const names = new Set(wanted.map(({ endpoint }) => endpoint));
      return inOrder([wanted, ...former.map((all) => all.filter(({ endpoint }) => names.has(endpoint)))]);
    }
    case 'new':
      return [...wanted];
  }
}

/** Each port once: the first who has it keeps it. */
function inOrder(all: readonly (readonly LockedBalancer[])[]): Listener[] {
  const byPort = Map.groupBy(all.flat(), ({ port }) => port);
  return [...byPort.values()].flatMap(([first]) => first ?? []);
}

/**
 * The endpoints of a machine that has been there before: those of its image in the release that it came with. Where no
 * balancer was in front of it, those that are to come.
 */
export function formerEndpoints({ member, before }: MovingRole, tag: string): readonly Endpoint[] {
  const own = before.find((one) => one.tag === tag) ?? before[0];
  return own && own.balancers.length > 0 ? own.balancers : member.balancers;
}
