import { AwsError } from '../../protocol/aws-error.ts';
import type { Params } from '../../protocol/params.ts';
import type { Structure } from '../../protocol/xml.ts';
import type { TargetGroup } from '../../state/balancer-things.ts';
import type { Region } from '../../state/region.ts';
import { type Call, type CallContext, found, NO_VPC } from '../call.ts';
import { arnOf, askedThings, checkName, foundByArn, markedPage, memberItems, tagsIn } from './elb-call.ts';

const CHECKS = [
  'HealthCheckProtocol',
  'HealthCheckPath',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
];

/** What a new one has of attributes, those that we look at. */
const ATTRIBUTES: readonly (readonly [string, string])[] = [
  ['deregistration_delay.timeout_seconds', '300'],
  ['load_balancing.cross_zone.enabled', 'use_load_balancer_configuration'],
  ['stickiness.enabled', 'false'],
];

export const createTargetGroup: Call = (context) => {
  const { cloud, region, params } = context;
  const wish = {
    name: checkName(params.required('Name'), 'target group'),
    protocol: params.required('Protocol'),
    port: params.number('Port') ?? 0,
    vpcId: found(region.vpcs, params.required('VpcId'), NO_VPC, context).id,
    check: { HealthCheckPort: 'traffic-port', ...checkIn(params) },
  };
  const same = [...region.targetGroups.values()].find(({ name }) => name === wish.name);
  if (same) {
    const isSame =
      JSON.stringify([same.protocol, same.port, same.check]) === JSON.stringify([wish.protocol, wish.port, wish.check]);
    if (isSame) return { TargetGroups: [form(region, same)] };
    const words = `A target group with the same name '${wish.name}' exists, but with different settings`;
    throw new AwsError('DuplicateTargetGroupName', words);
  }
  const { id, ...thing } = cloud.thing('tg', tagsIn(params), cloud.faults.notFoundMs);
  const arn = arnOf(region.name, `targetgroup/${wish.name}/${id.slice(-16)}`);
  const made = { ...thing, id: arn, ...wish, attributes: new Map(ATTRIBUTES), targets: new Map() };
  region.targetGroups.set(arn, made);
  return { TargetGroups: [form(region, made)] };
};

export const describeTargetGroups: Call = (context) => {
  const { region, params } = context;
  const { page, marker } = markedPage(askedThings(region.targetGroups, context, 'TargetGroup'), params);
  return { TargetGroups: page.map((group) => form(region, group)), NextMarker: marker };
};

export const modifyTargetGroup: Call = (context) => {
  const group = namedGroup(context);
  const changed = { ...group, check: { ...group.check, ...checkIn(context.params) } };
  context.region.targetGroups.set(group.id, changed);
  return { TargetGroups: [form(context.region, changed)] };
};

export const describeTargetGroupAttributes: Call = (context) => attributeForm(namedGroup(context));

export const modifyTargetGroupAttributes: Call = (context) => {
  const group = namedGroup(context);
  for (const one of memberItems(context.params, 'Attributes')) {
    if (!group.attributes.has(one.required('Key'))) {
      throw new AwsError(
        'InvalidConfigurationRequest',
        `Target group attribute key '${one.required('Key')}' is not recognized`,
      );
    }
    group.attributes.set(one.required('Key'), one.required('Value'));
  }
  return attributeForm(group);
};

export const deleteTargetGroup: Call = ({ region, params, now }) => {
  const arn = params.required('TargetGroupArn');
  const isHeld = region.releasing.some(({ targetGroups, until }) => targetGroups.includes(arn) && until > now);
  if (isHeld || balancersOf(region, arn).length > 0) {
    throw new AwsError('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`);
  }
  region.targetGroups.delete(arn);
  return {};
};

/** The target group that a request names. */
export const namedGroup = ({ region, params }: CallContext): TargetGroup =>
  foundByArn(region.targetGroups, params.required('TargetGroupArn'), 'TargetGroup');

/** The load balancers that send to a target group. */
export const balancersOf = (region: Region, group: string): string[] => {
  const listeners = [...region.listeners.values()].filter(({ forwards }) =>
    forwards.some((one) => one.group === group),
  );
  return [...new Set(listeners.map(({ balancer }) => balancer))];
};

function checkIn(params: Params): Record<string, string> {
  const words = CHECKS.flatMap((key) => (params.has(key) ? [[key, params.required(key)]] : []));
  const code = params.part('Matcher').text('HttpCode');
  return { ...Object.fromEntries(words), ...(code === undefined ? {} : { HttpCode: code }) };
}

/** What is not said of a check. */
const ANY_CHECK: Readonly<Record<string, string>> = {
  ...{ HealthCheckIntervalSeconds: '30', HealthyThresholdCount: '5', UnhealthyThresholdCount: '2' },
};
const TCP_CHECK = { ...ANY_CHECK, HealthCheckProtocol: 'TCP', HealthCheckTimeoutSeconds: '10' };
const HTTP_CHECK = {
  ...ANY_CHECK,
  ...{ HealthCheckProtocol: 'HTTP', HealthCheckPath: '/', HealthCheckTimeoutSeconds: '5', HttpCode: '200' },
};

function form(region: Region, { id, name, protocol, port, vpcId, check }: TargetGroup): Structure {
  const { HttpCode, ...checks }: Readonly<Record<string, string>> = {
    ...(protocol === 'HTTP' ? HTTP_CHECK : TCP_CHECK),
    ...check,
  };
  return {
    ...{ TargetGroupArn: id, TargetGroupName: name, Protocol: protocol, Port: port, VpcId: vpcId },
    ...{ HealthCheckEnabled: true, ...checks },
    ...(HttpCode === undefined ? {} : { Matcher: { HttpCode } }),
    ...(protocol === 'HTTP' ? { ProtocolVersion: 'HTTP1' } : {}),
    IpAddressType: 'ipv4',
    LoadBalancerArns: balancersOf(region, id),
    TargetType: 'instance',
  };
}

const attributeForm = ({ attributes }: TargetGroup): Structure => ({
  Attributes: [...attributes].map(([Key, Value]) => ({ Key, Value })),
});
