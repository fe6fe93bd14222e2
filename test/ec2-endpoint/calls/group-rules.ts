import { AwsError } from '../protocol/aws-error.ts';
import { regroup } from '../state/ingress.ts';
import type { Permission, SecurityGroup } from '../state/things.ts';
import { type Call, type CallContext, found, NO_GROUP } from './call.ts';
import { isSamePermission, permissionsIn, ruleForms } from './permissions.ts';
import { checkTagKinds } from './tags.ts';

type Direction = 'ingress' | 'egress';

const authorize =
  (direction: Direction): Call =>
  async (context) => {
    const { cloud, params, region } = context;
    checkTagKinds(params, 'security-group-rule');
    const group = namedGroup(context);
    const rules = permissionsIn(params, () => cloud.id('sgr'));
    const known = rules.find((rule) => group[direction].some((other) => isSamePermission(rule, other)));
    if (known) throw duplicate(known);
    group[direction].push(...rules);
    await regroup(cloud, region);
    return { return: true, securityGroupRuleSet: ruleForms(group.id, rules, direction === 'egress') };
  };

const revoke =
  (direction: Direction): Call =>
  async (context) => {
    const group = namedGroup(context);
    for (const rule of permissionsIn(context.params, () => '')) {
      const index = group[direction].findIndex((other) => isSamePermission(rule, other));
      if (index < 0) {
        throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
      }
      group[direction].splice(index, 1);
    }
    await regroup(context.cloud, context.region);
    return { return: true };
  };

export const authorizeSecurityGroupIngress = authorize('ingress');
export const authorizeSecurityGroupEgress = authorize('egress');
export const revokeSecurityGroupIngress = revoke('ingress');
export const revokeSecurityGroupEgress = revoke('egress');

function namedGroup(context: CallContext): SecurityGroup {
  return found(context.region.securityGroups, context.params.required('GroupId'), NO_GROUP, context);
}

function duplicate({ source, ipProtocol, fromPort, toPort }: Permission): AwsError {
  const peer = source.cidrIp ?? source.cidrIpv6 ?? source.groupId;
  const rule = `peer: ${peer}, ${ipProtocol}, from port: ${fromPort}, to port: ${toPort}, ALLOW`;
  return new AwsError('InvalidPermission.Duplicate', `the specified rule "${rule}" already exists`);
}
