import { AwsError } from '../../protocol/aws-error.ts';
import type { Params } from '../../protocol/params.ts';
import type { Structure } from '../../protocol/xml.ts';
import type { HostedZone, RecordSet } from '../../state/hosted-zone.ts';
import type { Call } from '../call.ts';
import { changeForm, changeInfo } from './change-info.ts';
import { namedZone } from './hosted-zones.ts';
import { sortKey } from './sort-key.ts';

export const listResourceRecordSets: Call = (context) => {
  const { recordSets } = namedZone(context);
  const { params } = context;
  const [name = '', type = '', identifier = ''] = ['name', 'type', 'identifier'].map((key) => params.text(key) ?? '');
  const most = params.number('maxitems') ?? 300;
  const from = name === '' ? '' : orderOf({ name, type, setIdentifier: identifier });
  const all = recordSets.toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
  const rest = all.filter((set) => orderOf(set) >= from);
  const next = rest[most];
  return {
    ResourceRecordSets: rest.slice(0, most).map(form),
    IsTruncated: next !== undefined,
    ...(next ? { NextRecordName: next.name, NextRecordType: next.type, NextRecordIdentifier: next.setIdentifier } : {}),
    MaxItems: most,
  };
};

/** All of a batch, or nothing. */
export const changeResourceRecordSets: Call = (context) => {
  const { cloud, params, now } = context;
  const zone = namedZone(context);
  if (zone.busyUntil > now) {
    const words = 'The request was rejected because Route 53 was still processing a prior request.';
    throw new AwsError('PriorRequestNotComplete', words);
  }
  const changes = params.part('ChangeBatch').items('Changes');
  zone.recordSets = changes.reduce((sets, change) => changed(zone, sets, change), zone.recordSets);
  zone.busyUntil = now + cloud.faults.inSyncMs;
  return { ChangeInfo: changeInfo(context) };
};

export const getChange: Call = ({ cloud, params, now }) => {
  const id = params.required('Id');
  if (cloud.nameChanges.has(id)) return { ChangeInfo: changeForm({ cloud, now }, id) };
  throw new AwsError('NoSuchChange', `Could not find resource with ID: ${id}`, 404);
};

function changed(zone: HostedZone, sets: readonly RecordSet[], change: Params): readonly RecordSet[] {
  const action = change.required('Action');
  const set = setIn(change.part('ResourceRecordSet'));
  const what = `[name='${set.name}', type='${set.type}', set-identifier='${set.setIdentifier ?? ''}']`;
  if (!`.${set.name}`.endsWith(`.${zone.name}`)) {
    throw refused(`RRSet with DNS name ${set.name} is not permitted in zone ${zone.name}`);
  }
  const same = sets.find((one) => orderOf(one) === orderOf(set));
  const rest = sets.filter((one) => one !== same);
  if (action === 'DELETE') {
    if (!same) throw refused(`Tried to delete resource record set ${what} but it was not found`);
    if (JSON.stringify(same) === JSON.stringify(set)) return rest;
    throw refused(
      `Tried to delete resource record set ${what} but the values provided do not match the current values`,
    );
  }
  if (action === 'CREATE' && same) throw refused(`Tried to create resource record set ${what} but it already exists`);
  const beside = rest.filter((one) => one.name === set.name && (one.type === set.type || one.type === 'CNAME'));
  if (
    beside.some(
      (one) => (one.setIdentifier === undefined) !== (set.setIdentifier === undefined) || one.type === 'CNAME',
    )
  ) {
    throw refused(
      `RRSet with DNS name ${set.name}, type ${set.type}, SetIdentifier ${set.setIdentifier ?? '-'} cannot be created as a different RRSet with the same name exists`,
    );
  }
  return [...rest, set];
}

function setIn(params: Params): RecordSet {
  const name = params.required('Name').toLowerCase();
  const alias = params.part('AliasTarget');
  const hasAlias = params.has('AliasTarget');
  const values = params.items('ResourceRecords').map((record) => record.required('Value'));
  if (hasAlias === values.length > 0) throw refused('either an alias or values');
  const weight = params.number('Weight');
  if (weight !== undefined && (weight < 0 || weight > 255)) throw new AwsError('InvalidInput', `weight ${weight}`);
  const setIdentifier = params.text('SetIdentifier');
  if ((weight === undefined) !== (setIdentifier === undefined)) throw refused('a weight goes with a set identifier');
  return {
    name: name.endsWith('.') ? name : `${name}.`,
    type: params.required('Type'),
    ...{ setIdentifier, weight, values, ttl: params.number('TTL') },
    alias: hasAlias ? { zone: alias.required('HostedZoneId'), name: dotted(alias.required('DNSName')) } : undefined,
  };
}

const dotted = (name: string): string => (name.endsWith('.') ? name : `${name}.`).toLowerCase();

const refused = (words: string): AwsError => new AwsError('InvalidChangeBatch', `[${words}]`);

const orderOf = ({
  name,
  type,
  setIdentifier = '',
}: {
  name: string;
  type: string;
  setIdentifier: string | undefined;
}) => `${sortKey(name)} ${type} ${setIdentifier}`;

const form = ({ name, type, setIdentifier, weight, ttl, values, alias }: RecordSet): Structure => ({
  ...{ Name: name, Type: type, SetIdentifier: setIdentifier, Weight: weight, TTL: ttl },
  ResourceRecords: values.length === 0 ? undefined : values.map((Value) => ({ Value })),
  AliasTarget: alias && { HostedZoneId: alias.zone, DNSName: alias.name, EvaluateTargetHealth: false },
});
