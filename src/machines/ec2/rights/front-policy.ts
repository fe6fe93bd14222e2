import type { Action } from '../api/actions.ts';
import { TAG } from '../machine/tags.ts';
import type { Ec2Settings } from '../settings.ts';
import { allow, arnsOf, type Statement } from './statement.ts';

const LOOKS: readonly Action[] = [
  'DescribeListeners',
  'DescribeLoadBalancers',
  'DescribeTags',
  'DescribeTargetGroupAttributes',
  'DescribeTargetGroups',
  'DescribeTargetHealth',
];

const MAKES: readonly Action[] = ['CreateListener', 'CreateLoadBalancer', 'CreateTargetGroup'];

const CHANGES: readonly Action[] = [
  'DeleteListener',
  'DeleteLoadBalancer',
  'DeleteTargetGroup',
  'DeregisterTargets',
  'ModifyListener',
  'ModifyTargetGroup',
  'ModifyTargetGroupAttributes',
  'RegisterTargets',
];

const NAME_LOOKS: readonly Action[] = ['GetHostedZone', 'ListResourceRecordSets'];

const elb = (actions: readonly Action[]): string[] => actions.map((action) => `elasticloadbalancing:${action}`);
const route53 = (actions: readonly Action[]): string[] => actions.map((action) => `route53:${action}`);

/** What environments need for what is in front of their machines: no balancer of others can be changed, no record but A. */
export function frontStatements(settings: Ec2Settings): Statement[] {
  const { area, hostedZone = {} } = settings;
  const arn = arnsOf(settings);
  const balancers = arn('elasticloadbalancing:*:*:*');
  const ours = { StringEquals: { [`aws:ResourceTag/${TAG.area}`]: area } };
  const asked = { StringEquals: { [`aws:RequestTag/${TAG.area}`]: area } };
  const zones = arn(`route53:::hostedzone/${hostedZone.id ?? '*'}`);
  const addresses = { 'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['A'] } };
  return [
    allow('LookAtBalancers', elb(LOOKS), '*'),
    allow('MakeBalancers', elb(MAKES), balancers, asked),
    allow('TagBalancers', ['elasticloadbalancing:AddTags'], balancers, {
      StringEquals: { 'elasticloadbalancing:CreateAction': MAKES },
    }),
    allow('ChangeBalancers', elb(CHANGES), balancers, ours),
    allow('FindNames', route53(['GetChange', 'ListHostedZonesByName']), '*'),
    allow('LookAtNames', route53(NAME_LOOKS), zones),
    allow('ChangeNames', route53(['ChangeResourceRecordSets']), zones, addresses),
    ...(hostedZone.create ? [allow('MakeZones', route53(['CreateHostedZone', 'DeleteHostedZone']), '*')] : []),
  ];
}
