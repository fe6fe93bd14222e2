import { AwsError } from '../../protocol/aws-error.ts';
import type { Structure } from '../../protocol/xml.ts';
import type { Forward, Listener, LoadBalancer } from '../../state/balancer-things.ts';
import { type Call, type CallContext, visible } from '../call.ts';
import { arnOf, foundByArn, markedPage, memberItems, tagsIn } from './elb-call.ts';
import { namedBalancer } from './load-balancers.ts';
import { balancersOf } from './target-groups.ts';

/** What a load balancer and its target groups speak. */
const SPOKEN = {
  application: { listeners: ['HTTP', 'HTTPS'], groups: ['HTTP', 'HTTPS'] },
  network: { listeners: ['TCP', 'TLS'], groups: ['TCP', 'TLS'] },
} as const;
const MOST_GROUPS = 5;

export const createListener: Call = (context) => {
  const { cloud, region, params } = context;
  const balancer = namedBalancer(context);
  const [protocol, port] = [params.required('Protocol'), params.number('Port') ?? 0];
  if (!SPOKEN[balancer.type].listeners.some((one) => one === protocol)) {
    throw new AwsError(
      'ValidationError',
      `Protocol '${protocol}' must be one of '${SPOKEN[balancer.type].listeners.join(', ')}'`,
    );
  }
  const certificate = memberItems(params, 'Certificates')[0]?.required('CertificateArn');
  if (certificate === undefined && ['HTTPS', 'TLS'].includes(protocol)) {
    throw new AwsError('CertificateNotFound', `A certificate must be specified for ${protocol} listeners`);
  }
  const forwards = forwardsIn(context, balancer);
  const same = [...region.listeners.values()].find((one) => one.balancer === balancer.id && one.port === port);
  if (same) {
    const isSame = same.protocol === protocol && JSON.stringify(same.forwards) === JSON.stringify(forwards);
    if (isSame) return { Listeners: [form(same)] };
    throw new AwsError('DuplicateListener', 'A listener already exists on this port for this load balancer');
  }
  const { id, ...thing } = cloud.thing('listener', tagsIn(params), cloud.faults.notFoundMs);
  const path = balancer.id.slice(balancer.id.indexOf('loadbalancer/') + 'loadbalancer/'.length);
  const arn = arnOf(region.name, `listener/${path}/${id.slice(-16)}`);
  const made = { ...thing, id: arn, balancer: balancer.id, protocol, port, certificate, forwards };
  region.listeners.set(arn, made);
  return { Listeners: [form(made)] };
};

export const describeListeners: Call = (context) => {
  const { id } = namedBalancer(context);
  const own = visible(context.region.listeners, context).filter(({ balancer }) => balancer === id);
  const { page, marker } = markedPage(own, context.params);
  return { Listeners: page.map(form), NextMarker: marker };
};

export const modifyListener: Call = (context) => {
  const { region, params } = context;
  const listener = foundByArn(region.listeners, params.required('ListenerArn'), 'Listener');
  const balancer = foundByArn(region.loadBalancers, listener.balancer, 'LoadBalancer');
  listener.forwards = forwardsIn(context, balancer);
  return { Listeners: [form(listener)] };
};

export const deleteListener: Call = ({ region, params }) => {
  const { id } = foundByArn(region.listeners, params.required('ListenerArn'), 'Listener');
  region.listeners.delete(id);
  return {};
};

function forwardsIn({ region, params }: CallContext, balancer: LoadBalancer): Forward[] {
  const [action] = memberItems(params, 'DefaultActions');
  if (action?.required('Type') !== 'forward')
    throw new AwsError('InvalidLoadBalancerAction', 'only forward is known here');
  const groups = memberItems(action.part('ForwardConfig'), 'TargetGroups');
  if (groups.length === 0 || groups.length > MOST_GROUPS) {
    throw new AwsError('InvalidLoadBalancerAction', `between 1 and ${MOST_GROUPS} target groups, not ${groups.length}`);
  }
  return groups.map((one) => {
    const group = foundByArn(region.targetGroups, one.required('TargetGroupArn'), 'TargetGroup');
    if (!SPOKEN[balancer.type].groups.some((known) => known === group.protocol)) {
      throw new AwsError(
        'InvalidConfigurationRequest',
        `a ${balancer.type} load balancer cannot send to a target group of ${group.protocol}`,
      );
    }
    if (balancersOf(region, group.id).some((arn) => arn !== balancer.id)) {
      throw new AwsError('TargetGroupAssociationLimit', `${group.id} is of another load balancer`);
    }
    return { group: group.id, weight: one.number('Weight') ?? 1 };
  });
}

const form = ({ id, balancer, protocol, port, certificate, forwards }: Listener): Structure => ({
  ...{ ListenerArn: id, LoadBalancerArn: balancer, Port: port, Protocol: protocol },
  ...(certificate === undefined ? {} : { Certificates: [{ CertificateArn: certificate }] }),
  DefaultActions: [
    {
      Type: 'forward',
      ...(forwards.length === 1 ? { TargetGroupArn: forwards[0]?.group } : {}),
      ForwardConfig: {
        TargetGroups: forwards.map(({ group, weight }) => ({ TargetGroupArn: group, Weight: weight })),
        TargetGroupStickinessConfig: { Enabled: false },
      },
    },
  ],
});
