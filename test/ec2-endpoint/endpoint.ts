import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Clock, realClock } from './clock.ts';
import { type Faults, noFaults } from './faults.ts';
import { type Item, inventoryOf } from './inventory.ts';
import type { BackEnd } from './machines/back-end.ts';
import { paperMachines } from './machines/paper.ts';
import type { LoggedRequest } from './request-log.ts';
import { awsServer, type Seen } from './server.ts';
import { serveSessions } from './sessions/gateway.ts';
import { Cloud } from './state/cloud.ts';

export interface EndpointOptions {
  /** Default: the real one. */
  readonly clock?: Clock;
  /** What is behind instances; default: machines on paper. */
  readonly machines?: BackEnd;
  /** Over a day without any; they can be changed later. */
  readonly faults?: Partial<Faults>;
}

/** An account at AWS, as programs see it over HTTP; `await using` it. */
export interface Endpoint extends AsyncDisposable {
  /** Of every service and region: each request says in its signature for which it is. */
  readonly url: string;
  readonly faults: Faults;
  readonly clock: Clock;
  /** All requests in the order in which they were answered. */
  readonly requests: readonly LoggedRequest[];
  /** What happens now and has happened at most. */
  readonly seen: Readonly<Seen>;
  /** What exists, without what a new account has. */
  inventory(): Item[];
  /** The state itself, to look into and to prepare. */
  readonly cloud: Cloud;
}

/** Starts an endpoint on this host. Any access key is taken. */
export async function startEndpoint(options: EndpointOptions = {}): Promise<Endpoint> {
  const clock = options.clock ?? realClock;
  const faults = { ...noFaults(), ...options.faults };
  const cloud = new Cloud(clock, faults, options.machines ?? paperMachines(clock));
  const seen: Seen = { requests: [], inFlight: 0, mostSockets: 0 };
  const server = awsServer(cloud, seen).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cloud.backEnd.serve?.((request, response) => void server.emit('request', request, response));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  cloud.sessions.address = `ws://${host}`;
  serveSessions(server, cloud);
  const close = async () => {
    for (const id of cloud.sessions.open.keys()) cloud.sessions.end(id);
    server.close();
    server.closeAllConnections();
  };
  return {
    url: `http://${host}`,
    ...{ faults, clock, requests: seen.requests, seen, cloud },
    inventory: () => inventoryOf(cloud),
    [Symbol.asyncDispose]: close,
  };
}
