import { isIPv4 } from 'node:net';
import type { HostRecords } from './zones.ts';

/** Seconds that others may remember an address. */
const TTL = 5;

/** The names of an environment, and where its own name server is. */
export interface NamedHosts {
  /** The zone, as `test.shop.example`. */
  readonly zone: string;
  readonly hosts: HostRecords;
  readonly resolver?: string;
  /** The zone's name servers, where they have names of their own. */
  readonly nameServers?: readonly string[];
}

/**
 * The names as a zone file (RFC 1035, section 5). The serial number only moves on when a name does: it is that of `before`,
 * the file as it was, if that says the same; else `now`, in seconds since 1970, or one more than before.
 */
export function zoneFile(named: NamedHosts, now: number, before: string | undefined): string {
  const old = Number(/ SOA \S+ \S+ ([0-9]+) /.exec(before ?? '')?.[1] ?? 0);
  if (before !== undefined && before === zoneText(named, old)) return before;
  return zoneText(named, Math.max(now, old + 1));
}

function zoneText({ zone, hosts, resolver, nameServers = [] }: NamedHosts, serial: number): string {
  const servers = nameServers.length === 0 ? ['ns'] : nameServers.map(targetOf);
  const [first = ''] = servers;
  const names = [
    ...(resolver === undefined || nameServers.length > 0 ? [] : [['ns', [resolver]] as const]),
    ...relative(hosts, zone),
  ];
  const lines = names.flatMap(([name, addresses]) =>
    addresses.map((address) => `${name} ${typeOf(address)} ${targetOf(address)}\n`),
  );
  return `; Written by rolebake; the next publish writes it anew.
$ORIGIN ${zone}.
$TTL ${TTL}
@ SOA ${first} hostmaster ${serial} 3600 600 86400 ${TTL}
${servers.map((server) => `@ NS ${server}\n`).join('')}${lines.join('')}`;
}

/** The names for octoDNS (https://github.com/octodns/octodns), a file for each zone; its keys are in order. */
export function octodnsYaml({ zone, hosts }: NamedHosts): string {
  const records = relative(hosts, zone).map(([name, addresses]) => `${name}:\n  ttl: ${TTL}\n${valuesYaml(addresses)}`);
  return `# Written by rolebake; the next publish writes it anew.\n---\n${records.length === 0 ? '{}\n' : records.join('')}`;
}

function valuesYaml(addresses: readonly string[]): string {
  const [first = ''] = addresses;
  if (!isIPv4(first)) return `  type: CNAME\n  value: ${targetOf(first)}\n`;
  return `  type: A\n  values:\n${addresses.map((address) => `    - ${address}\n`).join('')}`;
}

/** A load balancer of AWS has a name, whose addresses change. */
const typeOf = (address: string): string => (isIPv4(address) ? 'A' : 'CNAME');
const targetOf = (address: string): string => (isIPv4(address) ? address : `${address}.`);

/** Names without their zone, as octoDNS sorts them: numbers in them by value. */
function relative(hosts: HostRecords, zone: string): [string, readonly string[]][] {
  const names = [...hosts].map(([host, addresses]): [string, readonly string[]] => [
    host.endsWith(`.${zone}`) ? host.slice(0, -zone.length - 1) : `${host}.`,
    addresses,
  ]);
  return names.sort(([one], [other]) => naturalOrder(one, other));
}

/** As octoDNS wants its keys: what is between numbers by its characters, numbers by their value. */
function naturalOrder(one: string, other: string): number {
  const [a, b] = [one.split(/([0-9]+)/), other.split(/([0-9]+)/)];
  const at = a.findIndex((part, index) => part !== b[index]);
  if (at < 0) return a.length - b.length;
  const [x = '', y = ''] = [a[at], b[at]];
  return at % 2 === 1 ? Number(x) - Number(y) : x < y ? -1 : 1;
}
