import { listenerNames } from '../../naming/names.ts';
import { type BalancerSpec, endpointAt, type Server } from './balancers.ts';

/** A machine as one endpoint has it. */
export interface PoolServer extends Pick<Server, 'id' | 'address' | 'weight'> {
  readonly port: number;
  readonly health: string | undefined;
}

/** An endpoint as HAProxy has it: a frontend at one or more ports, and a backend with its machines. */
export interface Pool {
  readonly frontend: string;
  readonly backend: string;
  readonly ports: readonly number[];
  readonly servers: readonly PoolServer[];
  /** How a machine is asked whether it is well: by a path, each by its own, or by a connection. */
  readonly health: { readonly path: string } | 'own' | 'connection';
}

/** The endpoints of a balancer. */
export function poolsOf({ role, listeners, servers }: Omit<BalancerSpec, 'environment'>): Pool[] {
  const endpoints = Map.groupBy(listeners, ({ endpoint }) => endpoint);
  return [...endpoints].flatMap(([endpoint, [listener, ...more]]): Pool[] => {
    if (!listener) return [];
    const there = servers.flatMap((server): PoolServer[] => {
      const { id, address, weight } = server;
      const at = endpointAt(server, listener);
      return at ? [{ id, address, weight, port: at.target, health: at.health }] : [];
    });
    const ports = [listener, ...more].map(({ port }) => port);
    const paths = there.length > 0 ? there.map(({ health }) => health) : [listener.health];
    return [{ ...listenerNames(role, endpoint, endpoints.size), ports, servers: there, health: healthOf(paths) }];
  });
}

function healthOf([path, ...more]: readonly (string | undefined)[]): Pool['health'] {
  if (path === undefined || more.includes(undefined)) return 'connection';
  return more.every((other) => other === path) ? { path } : 'own';
}
