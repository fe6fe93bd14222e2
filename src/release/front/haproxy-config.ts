import { listenerNames } from '../../naming/names.ts';
import type { BalancerSpec, Listener } from './balancers.ts';

/**
 * How a machine is looked at: one that fails three times, half a second apart, is out; one that is well again is in at once.
 * One that answers late may only be busy, as all of them are then: it has 5 seconds. Meanwhile who gets no connection from it is
 * sent to another.
 */
export const CHECK = 'check inter 1s fastinter 500ms fall 3 rise 1';

/** HAProxy's socket for changes at run time. */
export const ADMIN_SOCKET = '/run/haproxy/admin.sock';

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
  retries 3
`;

/**
 * The whole configuration of a role's balancer. An endpoint with a health path speaks HTTP: each request is sent to a
 * machine that is well then, and one that failed before it was answered is asked again of another if it changes nothing.
 */
export const haproxyConfig = ({ role, listeners, servers }: Omit<BalancerSpec, 'environment'>): string =>
  GLOBAL +
  listeners
    .map((listener) => {
      const { frontend, backend } = listenerNames(role, listener.endpoint, listeners.length);
      const lines = servers.map(
        ({ id, address, weight }) => `  server ${id} ${address}:${listener.target} weight ${weight} ${CHECK}\n`,
      );
      return `frontend ${frontend}
  mode ${modeOf(listener)}
  bind :${listener.port}
  default_backend ${backend}
backend ${backend}
  mode ${modeOf(listener)}
  balance roundrobin
${listener.health === undefined ? '' : httpLines(listener.health)}${lines.join('')}`;
    })
    .join('');

const modeOf = ({ health }: Listener): string => (health === undefined ? 'tcp' : 'http');

const httpLines = (health: string): string => `  option forwardfor
  option httpchk
  http-check send meth GET uri ${quoted(health)}
  http-check expect status 200
  retry-on conn-failure empty-response response-timeout
  http-request disable-l7-retry unless METH_GET
`;

/** A text that HAProxy takes as it is: nothing in single quotes means anything to it, so the quote itself is left out of them. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'"'"'`)}'`;

/** A configuration without its servers: what is the same in both can be changed at run time. */
export const withoutServers = (config: string): string =>
  config
    .split('\n')
    .filter((line) => !line.startsWith('  server '))
    .join('\n');
