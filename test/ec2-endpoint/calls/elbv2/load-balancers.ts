import { AwsError } from '../../protocol/aws-error.ts';
import type { Structure } from '../../protocol/xml.ts';
import type { LoadBalancer } from '../../state/balancer-things.ts';
import { type Call, type CallContext, found, NO_GROUP, NO_SUBNET } from '../call.ts';
import { arnOf, askedThings, checkName, foundByArn, markedPage, memberWords, tagsIn } from './elb-call.ts';

/** The hosted zones of the host names, one for each kind. */
const HOST_ZONES = { application: 'Z215JYRZR1TBD5', network: 'Z3F0SRJ5LGBH90' } as const;

export const createLoadBalancer: Call = (context) => {
  const { cloud, region, params, now } = context;
  const wish = wishIn(context);
  const same = [...region.loadBalancers.values()].find(({ name }) => name === wish.name);
  if (same) {
    if (isSame(same, wish)) return { LoadBalancers: [form(context, same)] };
    const words = `A load balancer with the same name '${wish.name}' exists, but with different settings`;
    throw new AwsError('DuplicateLoadBalancerName', words);
  }
  const { id, ...thing } = cloud.thing('lb', tagsIn(params), cloud.faults.notFoundMs);
  const short = id.slice(-16);
  const host = `${wish.scheme === 'internal' ? 'internal-' : ''}${wish.name}-${short}.${region.name}.elb.amazonaws.com`;
  const kind = wish.type === 'application' ? 'app' : 'net';
  const arn = arnOf(region.name, `loadbalancer/${kind}/${wish.name}/${short}`);
  const made = { ...thing, id: arn, ...wish, host, activeAt: now + cloud.faults.provisionMs };
  region.loadBalancers.set(arn, made);
  return { LoadBalancers: [form(context, made)] };
};

export const describeLoadBalancers: Call = (context) => {
  const asked = askedThings(context.region.loadBalancers, context, 'LoadBalancer');
  const { page, marker } = markedPage(asked, context.params);
  return { LoadBalancers: page.map((one) => form(context, one)), NextMarker: marker };
};

/** One that is not there is fine. Its listeners go with it. */
export const deleteLoadBalancer: Call = ({ cloud, region, params, now }) => {
  const arn = params.required('LoadBalancerArn');
  const balancer = region.loadBalancers.get(arn);
  if (!balancer) return {};
  const listeners = [...region.listeners.values()].filter((one) => one.balancer === arn);
  region.releasing.push({
    groups: balancer.groups,
    targetGroups: listeners.flatMap(({ forwards }) => forwards.map(({ group }) => group)),
    until: now + cloud.faults.releaseMs,
  });
  for (const { id } of listeners) region.listeners.delete(id);
  region.loadBalancers.delete(arn);
  return {};
};

/** The load balancer that a request names. */
export const namedBalancer = ({ region, params }: CallContext): LoadBalancer =>
  foundByArn(region.loadBalancers, params.required('LoadBalancerArn'), 'LoadBalancer');

type Wish = Pick<LoadBalancer, 'name' | 'type' | 'scheme' | 'subnets' | 'groups' | 'vpcId'>;

function wishIn(context: CallContext): Wish {
  const { region, params } = context;
  const type = params.text('Type') ?? 'application';
  const scheme = params.text('Scheme') ?? 'internet-facing';
  if (type !== 'application' && type !== 'network') throw new AwsError('ValidationError', `type ${type}`);
  if (scheme !== 'internal' && scheme !== 'internet-facing') throw new AwsError('ValidationError', `scheme ${scheme}`);
  const subnets = memberWords(params, 'Subnets').map((id) => found(region.subnets, id, NO_SUBNET, context));
  const zones = new Set(subnets.map(({ availabilityZone }) => availabilityZone));
  if (zones.size < subnets.length) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  }
  if (zones.size < (type === 'application' ? 2 : 1)) {
    throw new AwsError('ValidationError', 'At least two subnets in two different Availability Zones must be specified');
  }
  const groups = memberWords(params, 'SecurityGroups').map((id) => found(region.securityGroups, id, NO_GROUP, context));
  return {
    name: checkName(params.required('Name'), 'load balancer'),
    ...{ type, scheme, subnets: subnets.map(({ id }) => id), groups: groups.map(({ id }) => id) },
    vpcId: subnets[0]?.vpcId ?? '',
  };
}

const isSame = (one: Wish, other: Wish): boolean =>
  JSON.stringify([one.type, one.scheme, one.subnets, one.groups]) ===
  JSON.stringify([other.type, other.scheme, other.subnets, other.groups]);

function form({ region, now }: CallContext, one: LoadBalancer): Structure {
  return {
    LoadBalancerArn: one.id,
    DNSName: one.host,
    CanonicalHostedZoneId: HOST_ZONES[one.type],
    CreatedTime: new Date(one.createdAt),
    LoadBalancerName: one.name,
    Scheme: one.scheme,
    VpcId: one.vpcId,
    State: { Code: one.activeAt <= now ? 'active' : 'provisioning' },
    Type: one.type,
    AvailabilityZones: one.subnets.map((id) => ({
      ZoneName: region.subnets.get(id)?.availabilityZone,
      SubnetId: id,
    })),
    SecurityGroups: [...one.groups],
    IpAddressType: 'ipv4',
  };
}
