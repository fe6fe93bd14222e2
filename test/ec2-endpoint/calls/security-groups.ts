import { arnIn } from '../iam/arn.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { type FilterTable, filtered } from '../protocol/filters.ts';
import { paged } from '../protocol/paging.ts';
import type { Structure } from '../protocol/xml.ts';
import { ACCOUNT } from '../state/cloud.ts';
import { everywhere } from '../state/everywhere.ts';
import type { Region } from '../state/region.ts';
import type { SecurityGroup } from '../state/things.ts';
import { asked, type Call, type CallContext, found, NO_GROUP, NO_VPC, visible } from './call.ts';
import { checkGroupWord } from './limits.ts';
import { permissionSet } from './permissions.ts';
import { checkTagKinds, tagSet, tagsFor } from './tags.ts';

const FILTERS: FilterTable<SecurityGroup> = {
  description: ({ description }) => [description],
  'group-id': ({ id }) => [id],
  'group-name': ({ name }) => [name],
  'owner-id': () => [ACCOUNT],
  'vpc-id': ({ vpcId }) => [vpcId],
};

/** The groups that a new instance is in: those named, or the default one of its network. */
export function groupsFor(context: CallContext, ids: readonly string[], vpcId: string): string[] {
  const groups = ids.map((id) => found(context.region.securityGroups, id, NO_GROUP, context));
  const stranger = groups.find((group) => group.vpcId !== vpcId);
  if (stranger) {
    const words = `Security group ${stranger.id} and subnet belong to different networks.`;
    throw new AwsError('InvalidParameter', words);
  }
  if (groups.length > 0) return groups.map(({ id }) => id);
  const inVpc = [...context.region.securityGroups.values()].filter((group) => group.vpcId === vpcId);
  return inVpc.filter(({ name }) => name === 'default').map(({ id }) => id);
}

export const createSecurityGroup: Call = (context) => {
  const { cloud, params, region } = context;
  checkTagKinds(params, 'security-group');
  const name = params.required('GroupName');
  const description = params.required('GroupDescription');
  checkGroupWord('groupName', name);
  checkGroupWord('groupDescription', description);
  const vpcId = vpcFor(context);
  const same = [...region.securityGroups.values()].find((group) => group.name === name && group.vpcId === vpcId);
  if (same) {
    const words = `The security group '${name}' already exists for VPC '${vpcId}'`;
    throw new AwsError('InvalidGroup.Duplicate', words);
  }
  const thing = cloud.thing('sg', tagsFor(params, 'security-group'), cloud.faults.notFoundMs);
  region.securityGroups.set(thing.id, {
    ...thing,
    name,
    description,
    vpcId,
    ingress: [],
    egress: [everywhere(cloud.id('sgr'))],
  });
  return { return: true, groupId: thing.id, tagSet: tagSet(thing.tags), securityGroupArn: arnOf(region, thing.id) };
};

export const describeSecurityGroups: Call = (context) => {
  const { params, region } = context;
  const names = params.list('GroupName');
  const groups = asked(region.securityGroups, params.list('GroupId'), NO_GROUP, context);
  const named = names.length === 0 ? groups : groups.filter(({ name }) => names.includes(name));
  const { page, nextToken } = paged(filtered(named, params, FILTERS), params);
  return { securityGroupInfo: page.map((group) => groupForm(region, group)), nextToken };
};

export const deleteSecurityGroup: Call = (context) => {
  const { params, region } = context;
  const group = found(region.securityGroups, params.required('GroupId'), NO_GROUP, context);
  if (group.name === 'default') {
    throw new AwsError(
      'CannotDelete',
      `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
    );
  }
  if (isUsed(context, group)) {
    throw new AwsError('DependencyViolation', `resource ${group.id} has a dependent object`);
  }
  region.securityGroups.delete(group.id);
  return { return: true };
};

function vpcFor(context: CallContext): string {
  const id = context.params.text('VpcId');
  if (id !== undefined) return found(context.region.vpcs, id, NO_VPC, context).id;
  const standard = visible(context.region.vpcs, context).find(({ isDefault }) => isDefault);
  if (standard) return standard.id;
  throw new AwsError('VPCIdNotSpecified', 'No default VPC for this user');
}

function groupForm(region: Region, group: SecurityGroup): Structure {
  return {
    ownerId: ACCOUNT,
    groupId: group.id,
    groupName: group.name,
    groupDescription: group.description,
    vpcId: group.vpcId,
    securityGroupArn: arnOf(region, group.id),
    ipPermissions: permissionSet(group.ingress),
    ipPermissionsEgress: permissionSet(group.egress),
    tagSet: tagSet(group.tags),
  };
}

function isUsed({ cloud, region }: CallContext, { id }: SecurityGroup): boolean {
  const faces = [...region.networkInterfaces.values()];
  const others = [...region.securityGroups.values()].filter((group) => group.id !== id);
  const now = cloud.clock.now();
  return (
    [...region.loadBalancers.values()].some(({ groups }) => groups.includes(id)) ||
    region.releasing.some(({ groups, until }) => groups.includes(id) && until > now) ||
    faces.some(({ groups }) => groups.includes(id)) ||
    others.some(({ ingress, egress }) => [...ingress, ...egress].some(({ source }) => source.groupId === id))
  );
}

const arnOf = (region: Region, id: string) => arnIn(region.name, 'ec2', `security-group/${id}`);
