import fc from 'fast-check';
import { expect, test } from 'vitest';
import { haproxyConfig, haproxyMaps, withoutServers } from '../../src/release/front/haproxy-config.ts';
import {
  formerProcesses,
  readFormer,
  readServers,
  runtimeCommands,
  statesOf,
} from '../../src/release/front/haproxy-runtime.ts';
import { readHosts, updateText } from '../../src/release/front/knot.ts';

const spec = {
  role: 'web',
  listeners: [{ endpoint: 'http', port: 80, target: 8080, health: '/healthz' }],
  servers: [{ id: 'web-1', address: '10.0.0.1', build: 1, weight: 256 }],
};

const STAT = `# pxname,svname,scur,status,weight
be_web,web-1,3,UP,256
be_web,web-0,1,DOWN,0
be_web__admin,web-1,2,UP 1/2,256
`;

test('a configuration without its servers is the same whatever they are', () => {
  const other = { ...spec, servers: [] };
  expect(withoutServers(haproxyConfig(spec))).toBe(withoutServers(haproxyConfig(other)));
  expect(haproxyConfig(spec)).toContain('  server web-1 10.0.0.1:8080 weight 256 check');
  const moved = { ...spec, listeners: [{ endpoint: 'http', port: 81, target: 8080 }] };
  expect(withoutServers(haproxyConfig(spec))).not.toBe(withoutServers(haproxyConfig(moved)));
});

test('no path of a health check leaves its line', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\/[!-~]{0,60}$/), (health) => {
      const listeners = [{ endpoint: 'http', port: 80, target: 8080, health }];
      const lines = haproxyConfig({ ...spec, listeners }).split('\n');
      expect(lines).toHaveLength(haproxyConfig(spec).split('\n').length);
    }),
  );
});

test('a machine is up if all of its endpoints are; its connections are those of all', () => {
  expect(statesOf(readServers(STAT))).toEqual([
    { id: 'web-1', isUp: true, connections: 5 },
    { id: 'web-0', isUp: false, connections: 1 },
  ]);
});

test('a machine has the ports and the path of its own release; one port more is one more way to all', () => {
  const [listener] = spec.listeners;
  if (!listener) throw new Error('no listener');
  const moving = {
    role: 'web',
    listeners: [listener, { ...listener, port: 8000, target: 9090, health: '/ready' }],
    servers: [
      { id: 'web-1', address: '10.0.0.1', build: 1, weight: 256, endpoints: spec.listeners },
      {
        ...{ id: 'web-2', address: '10.0.0.2', build: 2, weight: 0 },
        endpoints: [{ endpoint: 'http', target: 9090, health: '/ready' }],
      },
      { id: 'web-3', address: '10.0.0.3', build: 3, weight: 0, endpoints: [] },
    ],
  };
  const config = haproxyConfig(moving);
  expect(config.match(/^ +(bind|server) \S+( \S+)?/gm)).toEqual([
    '  bind :80',
    '  bind :8000',
    '  server web-1 10.0.0.1:8080',
    '  server web-2 10.0.0.2:9090',
  ]);
  expect([...haproxyMaps(moving)]).toEqual([['/etc/haproxy/be_web.map', 'web-1 /healthz\nweb-2 /ready\n']]);
  expect(withoutServers(config)).not.toBe(withoutServers(haproxyConfig(spec)));
});

test('connections of processes that were replaced are open as well', () => {
  const processes = formerProcesses(`#<PID>          <type>          <reloads>       <uptime>        <version>
100             master          2               0d00h02m07s     2.6.12
# workers
300             worker          0               0d00h00m00s     2.6.12
# old workers
200             worker          1               0d00h00m43s     2.6.12
201             worker          2               0d00h01m43s     2.6.12
# programs

`);
  expect(processes).toEqual(['200', '201']);
  const rows = 'be_web,web-1,2,UP,256\nbe_web,web-9,0,UP,256\n';
  const former = (clients: number) =>
    readFormer(`# pxname,svname,scur,status,weight\nfe_web,FRONTEND,${clients},STOP,\n${rows}`);
  expect(former(0).map(({ connections }) => connections)).toEqual([2, 0]);
  expect(statesOf(readServers(STAT), former(3))).toEqual([
    { id: 'web-1', isUp: true, connections: 7 },
    { id: 'web-0', isUp: false, connections: 1 },
    { id: 'web-9', isUp: false, connections: 1 },
  ]);
});

test('a running HAProxy is told only what differs', () => {
  const rows = readServers(STAT);
  const servers = [
    { id: 'web-1', address: '10.0.0.1', build: 1, weight: 256 },
    { id: 'web-2', address: '10.0.0.2', build: 1, weight: 0 },
  ];
  expect(runtimeCommands({ ...spec, servers }, rows)).toEqual([
    expect.stringMatching(/^add server be_web\/web-2 10\.0\.0\.2:8080 weight 0 check/),
    'enable health be_web/web-2',
    'set server be_web/web-2 state ready',
    'set server be_web/web-0 state maint',
    'shutdown sessions server be_web/web-0',
    'del server be_web/web-0',
  ]);
});

test('who gets more is told before who gets less, wherever they stand', () => {
  const servers = [
    { id: 'web-1', address: '10.0.0.1', build: 1, weight: 0 },
    { id: 'web-0', address: '10.0.0.3', build: 1, weight: 256 },
  ];
  expect(runtimeCommands({ ...spec, servers }, readServers(STAT))).toEqual([
    'set server be_web/web-0 weight 256',
    'set server be_web/web-1 weight 0',
  ]);
});

test('a zone is told only what differs, in one update', () => {
  const before = readHosts(
    '[z.example.] z.example. 5 SOA ns.z.example. x. 1 2 3 4 5\n[z.example.] a.z.example. 5 A 10.0.0.1\n[z.example.] b.z.example. 5 A 10.0.0.2\n',
  );
  const wanted = new Map([
    ['a.z.example', ['10.0.0.1']],
    ['c.z.example', ['10.0.0.3']],
  ]);
  expect(updateText('z.example', before, wanted)).toBe(
    'server 127.0.0.1\nzone z.example.\ndel b.z.example. A\nadd c.z.example. 5 A 10.0.0.3\nsend\n',
  );
  expect(updateText('z.example', before, before)).toBeUndefined();
});
