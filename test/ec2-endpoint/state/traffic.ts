import type { BalancerTraffic } from '../machines/back-end.ts';
import type { Forward, LoadBalancer } from './balancer-things.ts';
import type { Cloud } from './cloud.ts';
import type { Region } from './region.ts';

/** What all load balancers do with what comes to them. */
export const trafficOf = ({ regions }: Cloud): BalancerTraffic[] =>
  [...regions.values()].flatMap((region) => [...region.loadBalancers.values()].map((one) => balancerIn(region, one)));

function balancerIn(region: Region, { id, host, type }: LoadBalancer): BalancerTraffic {
  const listeners = [...region.listeners.values()].filter(({ balancer }) => balancer === id);
  return {
    ...{ host, speaksHttp: type === 'application' },
    listeners: listeners.map(({ port, forwards }) => ({
      port,
      groups: forwards.map((forward) => groupIn(region, forward)),
    })),
  };
}

function groupIn(region: Region, { group, weight }: Forward) {
  const { check = {}, targets = new Map() } = region.targetGroups.get(group) ?? {};
  const path = check['HealthCheckProtocol'] === 'HTTP' ? check['HealthCheckPath'] : undefined;
  const staying = [...targets].filter(([, { drainedAt }]) => drainedAt === undefined);
  return {
    ...{ weight, path },
    servers: staying.flatMap(([id, { port }]) => {
      const address = region.instances.get(id)?.privateIp;
      return address === undefined ? [] : [{ id, address, port }];
    }),
  };
}
