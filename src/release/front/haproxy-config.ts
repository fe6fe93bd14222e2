import type { BalancerSpec } from './balancers.ts';
import { type Pool, poolsOf } from './haproxy-pools.ts';

/**
 * How a machine is looked at: one that fails three times, half a second apart, is out; one that is well again is in at once.
 * One that answers late may only be busy, as all of them are then: it has 5 seconds. Meanwhile who gets no connection from it is
 * sent to another.
 */
export const CHECK = 'check inter 1s fastinter 500ms fall 3 rise 1';

/** HAProxy's socket for changes at run time. */
export const ADMIN_SOCKET = '/run/haproxy/admin.sock';

/** A process that is replaced lets no client down who has kept its connection: each is answered once more. */
const GLOBAL = `# Written by rolebake for the balancer of one role; changed at run time in the same words.
global
  user haproxy
  group haproxy
  stats socket ${ADMIN_SOCKET} mode 600 level admin expose-fd listeners
defaults
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout http-keep-alive 15s
  timeout check 5s
  option redispatch
  option idle-close-on-response
  retries 3
`;

/**
 * The whole configuration of a role's balancer. An endpoint with a health path speaks HTTP: each request is sent to a
 * machine that is well then, and one that failed before it was answered is asked again of another if it changes nothing.
 */
export const haproxyConfig = (spec: Omit<BalancerSpec, 'environment'>): string =>
  GLOBAL + poolsOf(spec).map(poolConfig).join('');

function poolConfig(pool: Pool): string {
  const { frontend, backend, ports, servers, health } = pool;
  const mode = health === 'connection' ? 'tcp' : 'http';
  const lines = servers.map(({ id, address, port, weight }) => {
    return `  server ${id} ${address}:${port} weight ${weight} ${CHECK}\n`;
  });
  return `frontend ${frontend}
  mode ${mode}
${ports.map((port) => `  bind :${port}\n`).join('')}  default_backend ${backend}
backend ${backend}
  mode ${mode}
  balance roundrobin
${httpLines(pool)}${lines.join('')}`;
}

function httpLines(pool: Pool): string {
  const { health, servers } = pool;
  if (health === 'connection') return '';
  // The paths are here too, so that the configuration is another one where they are others.
  const own = health === 'own' ? servers.map((server) => `  # ${server.id} ${server.health}\n`).join('') : '';
  const uri = health === 'own' ? `uri-lf '%[srv_name,map_str(${mapPath(pool)})]'` : `uri ${quoted(health.path)}`;
  return `${own}  option forwardfor
  option httpchk
  http-check send meth GET ${uri}
  http-check expect status 200
  retry-on conn-failure empty-response response-timeout
  http-request disable-l7-retry unless METH_GET
`;
}

/** The files beside the configuration, by path: which path each machine is asked for, where they have paths of their own. */
export const haproxyMaps = (spec: Omit<BalancerSpec, 'environment'>): ReadonlyMap<string, string> =>
  new Map(poolsOf(spec).flatMap((pool) => (pool.health === 'own' ? [[mapPath(pool), healthMap(pool)]] : [])));

const mapPath = ({ backend }: Pool): string => `/etc/haproxy/${backend}.map`;

const healthMap = ({ servers }: Pool): string => servers.map(({ id, health }) => `${id} ${health}\n`).join('');

/** A text that HAProxy takes as it is: nothing in single quotes means anything to it, so the quote itself is left out of them. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

/** A configuration without its servers: what is the same in both can be changed at run time. */
export const withoutServers = (config: string): string =>
  config
    .split('\n')
    .filter((line) => !line.startsWith('  server '))
    .join('\n');
