import type { HostRecords } from './zones.ts';

export const KNOT_CONFIG = '/etc/knot/knot.conf';
/** In memory; not the folder of the service, which systemd removes when it stops. */
export const NAMES = '/run/rolebake-names';
/** The key that signs updates; it exists in the machine alone, in memory. */
export const UPDATE_KEY = `${NAMES}/update.key`;

/** Seconds that others may remember an address: what moves is found anew at once. */
const TTL = 5;

/** The configuration of a name server with one zone, which takes updates signed with its key (knot.conf(5)). */
export const knotConfig = (zone: string): string => `# Written by rolebake for the names of one environment.
server:
  rundir: "/run/knot"
  user: knot:knot
  listen: 0.0.0.0@53
include: "${UPDATE_KEY}.conf"
acl:
  - id: updates
    key: rolebake
    action: update
    update-owner: name
    update-owner-match: sub
    update-owner-name: ["${zone}."]
zone:
  - domain: "${zone}."
    storage: "${NAMES}"
    file: "%s.zone"
    acl: updates
    zonefile-sync: -1
    journal-content: none
`;

/** The zone before it has any host. */
export const emptyZone = (zone: string): string =>
  `${zone}. ${TTL} SOA ns.${zone}. hostmaster.${zone}. 1 3600 600 86400 ${TTL}\n${zone}. ${TTL} NS ns.${zone}.\n`;

/** Reads the A records of `knotc zone-read`: `[ZONE.] NAME. TTL A ADDRESS`, a line each. */
export function readHosts(text: string): HostRecords {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, name = '', address = ''] = /^\[\S+\] (\S+)\. \d+ A (\S+)$/.exec(line) ?? [];
    if (name !== '') hosts.set(name, [...(hosts.get(name) ?? []), address].sort());
  }
  return hosts;
}

/** What knsupdate(1) is told so that a zone holds other hosts; undefined if it holds them already. */
export function updateText(zone: string, before: HostRecords, wanted: HostRecords): string | undefined {
  const stale = [...before].filter(([name, addresses]) => !isSame(addresses, wanted.get(name)));
  const fresh = [...wanted].filter(([name, addresses]) => !isSame(addresses, before.get(name)));
  if (stale.length + fresh.length === 0) return undefined;
  return [
    'server 127.0.0.1',
    `zone ${zone}.`,
    ...stale.map(([name]) => `del ${name}. A`),
    ...fresh.flatMap(([name, addresses]) => addresses.map((address) => `add ${name}. ${TTL} A ${address}`)),
    'send',
    '',
  ].join('\n');
}

const isSame = (one: readonly string[], other: readonly string[] | undefined): boolean =>
  other !== undefined && JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
