import { AwsError } from '../../protocol/aws-error.ts';
import type { Structure } from '../../protocol/xml.ts';
import type { HostedZone, RecordSet } from '../../state/hosted-zone.ts';
import type { Call, CallContext } from '../call.ts';
import { found, NO_VPC } from '../call.ts';
import { changeInfo } from './change-info.ts';
import { sortKey } from './sort-key.ts';

const NAME_SERVERS = ['ns-1.awsdns-01.example', 'ns-2.awsdns-02.example'];

export const createHostedZone: Call = (context) => {
  const { cloud, params } = context;
  const reference = params.required('CallerReference');
  if ([...cloud.hostedZones.values()].some((zone) => zone.reference === reference)) {
    throw new AwsError(
      'HostedZoneAlreadyExists',
      'A hosted zone has already been created with the specified caller reference.',
      409,
    );
  }
  const zone = addHostedZone(context, {
    name: params.required('Name'),
    reference,
    comment: params.part('HostedZoneConfig').text('Comment'),
    vpc: params.has('VPC') ? params.part('VPC').required('VPCId') : undefined,
  });
  return { ...form(zone), ChangeInfo: changeInfo(context), ...delegation(zone), VPC: vpcForms(zone)[0] };
};

/** Makes a hosted zone; with a network it is one that only this network sees. */
export function addHostedZone(
  context: Pick<CallContext, 'cloud' | 'region' | 'now' | 'params'>,
  {
    name,
    reference,
    comment,
    vpc,
  }: { name: string; reference: string; comment: string | undefined; vpc: string | undefined },
): HostedZone {
  const { cloud, region } = context;
  const vpcs = vpc === undefined ? [] : [{ id: found(region.vpcs, vpc, NO_VPC, context).id, region: region.name }];
  const dotted = name.endsWith('.') ? name : `${name}.`;
  const standard = { setIdentifier: undefined, weight: undefined, alias: undefined };
  const recordSets: RecordSet[] = [
    { name: dotted, type: 'NS', ttl: 172_800, values: NAME_SERVERS, ...standard },
    {
      name: dotted,
      type: 'SOA',
      ttl: 900,
      values: [`${NAME_SERVERS[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`],
      ...standard,
    },
  ];
  const id = `Z${cloud.id('').replace(/^-0*/, '').toUpperCase().padStart(12, '0')}`;
  const zone = { id, name: dotted, reference, comment, isPrivate: vpc !== undefined, vpcs, recordSets, busyUntil: 0 };
  cloud.hostedZones.set(id, zone);
  return zone;
}

export const getHostedZone: Call = (context) => {
  const zone = namedZone(context);
  return { ...form(zone), ...delegation(zone), VPCs: zone.isPrivate ? vpcForms(zone) : undefined };
};

export const deleteHostedZone: Call = (context) => {
  const zone = namedZone(context);
  if (zone.recordSets.length > 2) {
    throw new AwsError(
      'HostedZoneNotEmpty',
      'The specified hosted zone contains non-required resource record sets and so cannot be deleted.',
    );
  }
  context.cloud.hostedZones.delete(zone.id);
  return { ChangeInfo: changeInfo(context) };
};

/** In the order of their names from the back, from one on. */
export const listHostedZonesByName: Call = ({ cloud, params }) => {
  const [name, id = '', most = 100] = [params.text('dnsname'), params.text('hostedzoneid'), params.number('maxitems')];
  const keyOf = (zone: { name: string; id: string }) => `${sortKey(zone.name)} ${zone.id}`;
  const all = [...cloud.hostedZones.values()].toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const from = name === undefined ? '' : keyOf({ name: name.endsWith('.') ? name : `${name}.`, id });
  const rest = all.filter((zone) => keyOf(zone) >= from);
  const next = rest[most];
  return {
    HostedZones: rest.slice(0, most).map((zone) => form(zone).HostedZone),
    DNSName: name,
    IsTruncated: next !== undefined,
    ...(next ? { NextDNSName: next.name, NextHostedZoneId: next.id } : {}),
    MaxItems: most,
  };
};

/** The hosted zone that a request names. */
export function namedZone({ cloud, params }: CallContext): HostedZone {
  const id = params.required('Id');
  const zone = cloud.hostedZones.get(id);
  if (zone) return zone;
  throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
}

const form = ({ id, name, reference, comment, isPrivate, recordSets }: HostedZone) => ({
  HostedZone: {
    Id: `/hostedzone/${id}`,
    Name: name,
    CallerReference: reference,
    Config: { Comment: comment, PrivateZone: isPrivate },
    ResourceRecordSetCount: recordSets.length,
  },
});

const delegation = ({ id, isPrivate }: HostedZone): Structure =>
  isPrivate ? {} : { DelegationSet: { Id: `N${id}`, NameServers: NAME_SERVERS } };

const vpcForms = ({ vpcs }: HostedZone): Structure[] =>
  vpcs.map(({ id, region }) => ({ VPCRegion: region, VPCId: id }));
