import { ACCOUNT, type Cloud } from './state/cloud.ts';
import type { Region } from './state/region.ts';
import type { Thing } from './state/things.ts';

/** One thing that exists in the account and that somebody made in it. */
export interface Item {
  readonly kind:
    | 'load-balancer'
    | 'target-group'
    | 'listener'
    | 'instance'
    | 'image'
    | 'snapshot'
    | 'volume'
    | 'network-interface'
    | 'security-group'
    | 'address';
  readonly region: string;
  readonly id: string;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** All that costs or remains: without what a new account has, and without instances that have ended. */
export function inventoryOf(cloud: Cloud): Item[] {
  return [...cloud.regions.values()].flatMap((region) => itemsIn(region));
}

function itemsIn(region: Region): Item[] {
  const item = (kind: Item['kind'], thing: Thing, state: string): Item => {
    return { kind, region: region.name, id: thing.id, state, tags: Object.fromEntries(thing.tags) };
  };
  const instances = [...region.instances.values()].filter(({ state }) => state !== 'terminated');
  const images = [...region.images.values()].filter(({ ownerId }) => ownerId === ACCOUNT);
  const snapshots = [...region.snapshots.values()].filter(({ ownerId }) => ownerId === ACCOUNT);
  const groups = [...region.securityGroups.values()].filter(({ name }) => name !== 'default');
  return [
    ...instances.map((thing) => item('instance', thing, thing.state)),
    ...images.map((thing) => item('image', thing, thing.state)),
    ...snapshots.map((thing) => item('snapshot', thing, thing.state)),
    ...[...region.volumes.values()].map((thing) => item('volume', thing, thing.instanceId ? 'in-use' : 'available')),
    ...[...region.networkInterfaces.values()].map((thing) => item('network-interface', thing, 'in-use')),
    ...groups.map((thing) => item('security-group', thing, '')),
    ...[...region.loadBalancers.values()].map((thing) => item('load-balancer', thing, thing.type)),
    ...[...region.targetGroups.values()].map((thing) => item('target-group', thing, '')),
    ...[...region.listeners.values()].map((thing) => item('listener', thing, String(thing.port))),
    ...[...region.addresses.values()].map((thing) => item('address', thing, '')),
  ];
}
