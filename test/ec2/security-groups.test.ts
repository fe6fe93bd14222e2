import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { startEndpoint } from '../ec2-endpoint/endpoint.ts';
import { ec2Client } from './client.ts';
import { errorOf, inState, oneInstance } from './wishes.ts';

const Tags = [{ Key: 'run', Value: 'r1' }];
const SSH = {
  IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '203.0.113.9/32' }] }],
};

test('a security group has its tags and rules, and cannot go while an instance is in it', async () => {
  await using endpoint = await startEndpoint();
  const client = ec2Client(endpoint);
  const { Vpcs = [] } = await client.send(
    new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }),
  );
  const wish = {
    ...{ GroupName: 'run-1', Description: 'of run 1', VpcId: Vpcs[0]?.VpcId },
    TagSpecifications: [{ ResourceType: 'security-group' as const, Tags }],
  };
  const { GroupId = '' } = await client.send(new CreateSecurityGroupCommand(wish));
  expect(await errorOf(client.send(new CreateSecurityGroupCommand(wish)))).toBe('InvalidGroup.Duplicate');
  const authorize = () => client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, ...SSH }));
  await authorize();
  expect(await errorOf(authorize())).toBe('InvalidPermission.Duplicate');
  const found = await client.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'tag:run', Values: ['r1'] }] }),
  );
  expect(found.SecurityGroups).toMatchObject([{ GroupId, GroupName: 'run-1', Tags, ...SSH }]);

  const remove = () => client.send(new DeleteSecurityGroupCommand({ GroupId }));
  const input = await oneInstance(client, { SecurityGroupIds: [GroupId] });
  const { Instances = [] } = await client.send(new RunInstancesCommand(input));
  const id = Instances[0]?.InstanceId ?? '';
  expect(await errorOf(remove())).toBe('DependencyViolation');
  await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
  await inState(client, id, 'terminated');
  await remove();
  expect(endpoint.inventory()).toEqual([]);
});
