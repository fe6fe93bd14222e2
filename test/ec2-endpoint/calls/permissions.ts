import { AwsError } from '../protocol/aws-error.ts';
import type { Params } from '../protocol/params.ts';
import type { Structure } from '../protocol/xml.ts';
import { ACCOUNT } from '../state/cloud.ts';
import type { Permission } from '../state/things.ts';

/** The rules that a request names: each source of its `IpPermissions` is one. */
export function permissionsIn(params: Params, ruleId: () => string): Permission[] {
  const permissions = params
    .items('IpPermissions')
    .flatMap((item) => sources(item).map((source) => rule(item, source, ruleId())));
  if (permissions.length > 0) return permissions;
  if (params.has('IpProtocol')) return [rule(params, { cidrIp: params.required('CidrIp') }, ruleId())];
  throw new AwsError('MissingParameter', 'The request must contain the parameter ipPermissions');
}

/** An `ipPermissions`: rules of the same protocol and ports together. */
export function permissionSet(rules: readonly Permission[]): Structure[] {
  const groups = Map.groupBy(rules, ({ ipProtocol, fromPort, toPort }) =>
    JSON.stringify([ipProtocol, fromPort, toPort]),
  );
  return [...groups.values()].map(([first, ...rest]) => ({
    ipProtocol: first?.ipProtocol,
    fromPort: first?.fromPort,
    toPort: first?.toPort,
    ...sourceSets(first ? [first, ...rest] : []),
  }));
}

/** Whether two rules let the same through. */
export function isSamePermission(one: Permission, other: Permission): boolean {
  const key = ({ ipProtocol, fromPort, toPort, source }: Permission) =>
    JSON.stringify([ipProtocol, fromPort, toPort, source]);
  return key(one) === key(other);
}

/** A `securityGroupRuleSet`. */
export function ruleForms(groupId: string, rules: readonly Permission[], isEgress: boolean): Structure[] {
  return rules.map((item) => ({
    securityGroupRuleId: item.ruleId,
    groupId,
    groupOwnerId: ACCOUNT,
    isEgress,
    ipProtocol: item.ipProtocol,
    description: item.description,
    referencedGroupInfo: item.source.groupId && { groupId: item.source.groupId, userId: ACCOUNT },
  }));
}

interface Source {
  readonly cidrIp?: string;
  readonly cidrIpv6?: string;
  readonly groupId?: string;
  readonly description?: string;
}

function sources(item: Params): Source[] {
  const described = (part: Params) => (part.has('Description') ? { description: part.required('Description') } : {});
  return [
    ...item.items('IpRanges').map((range) => ({ cidrIp: checkedCidr(range.required('CidrIp')), ...described(range) })),
    ...item.items('Ipv6Ranges').map((range) => ({ cidrIpv6: range.required('CidrIpv6'), ...described(range) })),
    ...item.items('Groups').map((pair) => ({ groupId: pair.required('GroupId'), ...described(pair) })),
  ];
}

function rule(item: Params, { description, ...source }: Source, ruleId: string): Permission {
  const [fromPort, toPort] = [item.number('FromPort'), item.number('ToPort')];
  return { ruleId, ipProtocol: item.required('IpProtocol'), fromPort, toPort, source, description };
}

function checkedCidr(text: string): string {
  if (/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(text)) return text;
  throw new AwsError('InvalidParameterValue', `CIDR block ${text} is malformed`);
}

function sourceSets(rules: readonly Permission[]): Structure {
  const some = (pick: (rule: Permission) => Structure | undefined) =>
    rules.map(pick).filter((form) => form !== undefined);
  const ifSet = (value: string | undefined, form: Structure) => (value === undefined ? undefined : form);
  return {
    groups: some(({ source: { groupId }, description }) => ifSet(groupId, { groupId, userId: ACCOUNT, description })),
    ipRanges: some(({ source: { cidrIp }, description }) => ifSet(cidrIp, { cidrIp, description })),
    ipv6Ranges: some(({ source: { cidrIpv6 }, description }) => ifSet(cidrIpv6, { cidrIpv6, description })),
    prefixListIds: [],
  };
}
