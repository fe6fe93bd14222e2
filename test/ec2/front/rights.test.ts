import {
  CreateTargetGroupCommand,
  DeleteLoadBalancerCommand,
  DescribeLoadBalancersCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand } from '@aws-sdk/client-route-53';
import { expect, test } from 'vitest';
import { policyOf } from '../../../src/machines/ec2/rights/policy.ts';
import { ec2Balancers } from '../../../src/release/front/ec2/ec2-balancers.ts';
import { route53Zones } from '../../../src/release/front/ec2/route53-zones.ts';
import { elbClient, route53Client } from '../client.ts';
import { testCloud } from '../provider/test-cloud.ts';
import { errorOf } from '../wishes.ts';
import { balancerLife, WAY } from './balancer-life.ts';
import { putNames } from './zone-life.ts';

test('the least rights are enough for balancers and names, from the first to the last', async () => {
  await using cloud = await testCloud({}, { balancers: {}, hostedZone: { create: true } });
  cloud.endpoint.faults.policy = policyOf(cloud.settings);
  for (const id of ['web-1', 'web-2']) await cloud.machines.launch(cloud.spec(id, { purpose: 'launch' }));
  await balancerLife(ec2Balancers(cloud.machines.area));
  await putNames(route53Zones(cloud.machines.area));
  await route53Zones(cloud.machines.area).remove('test');
  expect((await cloud.machines.rights()).filter(({ verdict }) => verdict === 'denied')).toEqual([]);
  for (const id of ['web-1', 'web-2']) await cloud.machines.terminate(id);
  expect(cloud.left()).toEqual([]);
});

test('with the least rights no balancer of others is touched, none is made without our tag, and no record but an address', async () => {
  await using cloud = await testCloud({ faults: { throttle: false } });
  const { area } = cloud.another({ area: 'theirs' });
  const [spec] = WAY;
  if (!spec) throw new Error('no way');
  await ec2Balancers(area).put(spec);
  const [elb, route53] = [elbClient(cloud.endpoint), route53Client(cloud.endpoint)];
  const zone = await route53.send(new CreateHostedZoneCommand({ Name: 'shop.example', CallerReference: 'theirs' }));
  cloud.endpoint.faults.policy = policyOf(cloud.settings);
  const { LoadBalancers: [theirs] = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const wish = { Name: 'web-1', Protocol: 'HTTP' as const, Port: 80, VpcId: theirs?.VpcId };
  const record = (Type: 'A' | 'TXT', Value: string) => {
    const ResourceRecordSet = { Name: 'a.shop.example', Type, TTL: 5, ResourceRecords: [{ Value }] };
    const ChangeBatch = { Changes: [{ Action: 'UPSERT' as const, ResourceRecordSet }] };
    return new ChangeResourceRecordSetsCommand({ HostedZoneId: zone.HostedZone?.Id ?? '', ChangeBatch });
  };
  const touching = [
    elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: theirs?.LoadBalancerArn })),
    elb.send(new CreateTargetGroupCommand(wish)),
    route53.send(record('TXT', '"x"')),
    route53.send(new CreateHostedZoneCommand({ Name: 'shop.example', CallerReference: 'ours' })),
  ];
  for (const error of await Promise.all(touching.map(errorOf))) expect(error).toBe('AccessDenied');
  await route53.send(record('A', '10.0.0.1'));
});
