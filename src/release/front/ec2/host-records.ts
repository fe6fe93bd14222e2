import { isIPv4 } from 'node:net';
import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { BuildShare, HostBuilds, HostRecords } from '../zones.ts';
import { scaled } from './cohorts.ts';

/** Seconds that others may remember an address. */
const TTL = 5;
/** The largest weight that Route53 takes. */
const MOST = 255;

/** The hosted zones of load balancers' host names, by these. */
export type HostZones = ReadonlyMap<string, string>;

/**
 * What changes the record sets that there are into those that are wanted. Ours are weighted ones whose set identifier is a
 * build of the role that the name is of: `web-42` of `web.test.shop.example` and of `web-42.test.shop.example`. No other
 * is touched. What is new comes before what goes. Pure.
 */
export function changesTo(
  there: readonly ResourceRecordSet[],
  hosts: HostRecords,
  builds: HostBuilds,
  zones: HostZones,
): Change[] {
  const wanted = [...hosts].flatMap(([host, addresses]) => setsFor(host, addresses, builds.get(host), zones));
  const ours = there.filter(isOurs);
  const puts = wanted.filter((set) => !ours.some((one) => isSame(one, set)));
  const gone = ours.filter((one) => !wanted.some((set) => keyOf(set) === keyOf(one)));
  return [
    ...puts.map((set): Change => ({ Action: 'UPSERT', ResourceRecordSet: set })),
    ...gone.map((set): Change => ({ Action: 'DELETE', ResourceRecordSet: set })),
  ];
}

/** The hosts that our record sets are about, with their addresses or the host names of their load balancers. */
export function hostsIn(there: readonly ResourceRecordSet[]): HostRecords {
  const byName = Map.groupBy(there.filter(isOurs), ({ Name = '' }) => bare(Name));
  return new Map(
    [...byName].sort().map(([name, sets]) => {
      const all = sets.flatMap(({ ResourceRecords = [], AliasTarget: alias }) => [
        ...ResourceRecords.flatMap(({ Value }) => Value ?? []),
        ...(alias ? [bare(alias.DNSName ?? '')] : []),
      ]);
      return [name, [...new Set(all)].sort()];
    }),
  );
}

/** Whether a record set is one of those that rolebake makes. */
function isOurs({ Name = '', Type, SetIdentifier: id = '' }: ResourceRecordSet): boolean {
  const [label = ''] = Name.split('.');
  return (
    Type === 'A' && (id === label || (id.startsWith(`${label}-`) && /^[1-9][0-9]*$/.test(id.slice(label.length + 1))))
  );
}

function setsFor(
  host: string,
  addresses: readonly string[],
  builds: readonly BuildShare[] | undefined,
  zones: HostZones,
): ResourceRecordSet[] {
  const [label = ''] = host.split('.');
  const shares = builds ?? [{ label, weight: 1 }];
  const weights = scaled(
    shares.map(({ weight }) => weight),
    MOST,
  );
  return shares.map((share, index) => ({
    ...{ Name: `${host}.`, Type: 'A', SetIdentifier: share.label, Weight: weights[index] ?? 0 },
    ...leadsTo(addresses, zones),
  }));
}

function leadsTo(
  addresses: readonly string[],
  zones: HostZones,
): Pick<ResourceRecordSet, 'AliasTarget' | 'TTL' | 'ResourceRecords'> {
  const [balancer = ''] = addresses;
  if (isIPv4(balancer)) return { TTL, ResourceRecords: addresses.toSorted().map((Value) => ({ Value })) };
  const zone = zones.get(balancer);
  if (zone === undefined) throw new Error(`no load balancer has the name ${balancer}`);
  return { AliasTarget: { HostedZoneId: zone, DNSName: `${balancer}.`, EvaluateTargetHealth: false } };
}

const keyOf = ({ Name = '', SetIdentifier = '' }: ResourceRecordSet): string => `${bare(Name)} ${SetIdentifier}`;

const isSame = (one: ResourceRecordSet, other: ResourceRecordSet): boolean => formOf(one) === formOf(other);

function formOf({ Weight, TTL: ttl, ResourceRecords = [], AliasTarget: alias, ...set }: ResourceRecordSet): string {
  const values = ResourceRecords.map(({ Value }) => Value).sort();
  return JSON.stringify([keyOf(set), Weight, ttl, values, alias && [alias.HostedZoneId, bare(alias.DNSName ?? '')]]);
}

/** Route53 writes names with their last dot, and those of load balancers in small letters. */
const bare = (name: string): string => name.replace(/\.$/, '').toLowerCase();
