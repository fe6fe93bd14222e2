import {
  DescribeSubnetsCommand,
  type EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyTargetGroupAttributesCommand,
  ModifyTargetGroupCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { inState, oneInstance } from '../wishes.ts';
import type { Replies } from './replies.ts';

const Tags = [{ Key: 'run', Value: 'r1' }];

/** Makes every call of a load balancer's life once, with two groups of machines and a weight for each. */
export async function balanceOnce(ec2: EC2Client, elb: ElasticLoadBalancingV2Client, replies: Replies): Promise<void> {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const [vpc = '', ...subnets] = [Subnets[0]?.VpcId, ...Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId)];
  const { Instances = [] } = await ec2.send(new RunInstancesCommand(await oneInstance(ec2, { SubnetId: subnets[0] })));
  const instance = Instances[0]?.InstanceId ?? '';
  await inState(ec2, instance, 'running');
  const create = () =>
    elb.send(new CreateLoadBalancerCommand({ Name: 'web', Type: 'application', Subnets: subnets, Tags }));
  const { LoadBalancers = [] } = await replies.keep('CreateLoadBalancer', create());
  const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn ?? '';
  const [one, other] = [await makeGroup(elb, replies, 'web-1', vpc), await makeGroup(elb, replies, 'web-2', vpc)];
  await register(elb, replies, one, instance);
  await listen(elb, replies, LoadBalancerArn, [one, other]);
  const DeleteGroup = (TargetGroupArn: string) => elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
  await replies.keep('DeleteLoadBalancer', elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })));
  const gone = new DescribeLoadBalancersCommand({ LoadBalancerArns: [LoadBalancerArn] });
  await replies.fails('DescribeLoadBalancers, one that is gone', elb.send(gone));
  await replies.keep('DeleteTargetGroup', DeleteGroup(one));
  await DeleteGroup(other);
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance] }));
}

async function makeGroup(elb: ElasticLoadBalancingV2Client, replies: Replies, Name: string, VpcId: string) {
  const check = { HealthCheckProtocol: 'HTTP' as const, HealthCheckPath: '/healthz', HealthCheckIntervalSeconds: 5 };
  const wish = { Name, VpcId, TargetType: 'instance' as const, Port: 8080, Protocol: 'HTTP' as const, ...check, Tags };
  const create = elb.send(new CreateTargetGroupCommand(wish));
  const { TargetGroups = [] } = await replies.keep('CreateTargetGroup', create);
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn ?? '';
  const modify = new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath: '/other' });
  await replies.keep('ModifyTargetGroup', elb.send(modify));
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }];
  const attributes = new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes });
  await replies.keep('ModifyTargetGroupAttributes', elb.send(attributes));
  const ask = new DescribeTargetGroupAttributesCommand({ TargetGroupArn });
  await replies.keep('DescribeTargetGroupAttributes', elb.send(ask));
  await replies.keep('DescribeTargetGroups', elb.send(new DescribeTargetGroupsCommand({ Names: [Name] })));
  await replies.keep('DescribeTags', elb.send(new DescribeTagsCommand({ ResourceArns: [TargetGroupArn] })));
  return TargetGroupArn;
}

async function register(elb: ElasticLoadBalancingV2Client, replies: Replies, TargetGroupArn: string, Id: string) {
  const Targets = [{ Id }];
  await replies.keep('RegisterTargets', elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets })));
  await replies.keep('DescribeTargetHealth', elb.send(new DescribeTargetHealthCommand({ TargetGroupArn })));
  await replies.keep('DeregisterTargets', elb.send(new DeregisterTargetsCommand({ TargetGroupArn, Targets })));
}

async function listen(elb: ElasticLoadBalancingV2Client, replies: Replies, LoadBalancerArn: string, groups: string[]) {
  const actions = (...weights: number[]) => {
    const TargetGroups = groups.map((TargetGroupArn, index) => ({ TargetGroupArn, Weight: weights[index] ?? 0 }));
    return [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
  };
  const create = () =>
    elb.send(
      new CreateListenerCommand({ LoadBalancerArn, Port: 80, Protocol: 'HTTP', DefaultActions: actions(1, 0), Tags }),
    );
  const { Listeners = [] } = await replies.keep('CreateListener', create());
  await replies.keep('CreateListener, the same again', create());
  const ListenerArn = Listeners[0]?.ListenerArn ?? '';
  const modify = new ModifyListenerCommand({ ListenerArn, DefaultActions: actions(90, 10) });
  await replies.keep('ModifyListener', elb.send(modify));
  await replies.keep('DescribeListeners', elb.send(new DescribeListenersCommand({ LoadBalancerArn })));
  const look = new DescribeLoadBalancersCommand({ Names: ['web'] });
  await replies.keep('DescribeLoadBalancers', elb.send(look));
  const used = new DeleteTargetGroupCommand({ TargetGroupArn: groups[0] });
  await replies.fails('DeleteTargetGroup, in use', elb.send(used));
  const remove = () => elb.send(new DeleteListenerCommand({ ListenerArn }));
  await replies.keep('DeleteListener', remove());
  await replies.fails('DeleteListener, twice', remove());
}
