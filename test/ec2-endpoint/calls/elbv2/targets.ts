import { AwsError } from '../../protocol/aws-error.ts';
import type { Structure } from '../../protocol/xml.ts';
import type { Target, TargetGroup } from '../../state/balancer-things.ts';
import type { Call, CallContext } from '../call.ts';
import { memberItems } from './elb-call.ts';
import { balancersOf, namedGroup } from './target-groups.ts';

export const registerTargets: Call = (context) => {
  const group = namedGroup(context);
  for (const target of memberItems(context.params, 'Targets')) {
    const id = target.required('Id');
    if (context.region.instances.get(id)?.state !== 'running') {
      throw new AwsError(
        'InvalidTarget',
        `The following targets are not in a running state and cannot be registered: '${id}'`,
      );
    }
    group.targets.set(id, { port: target.number('Port') ?? group.port, drainedAt: undefined });
  }
  return {};
};

/** A target ends what it has begun for as long as its group says. */
export const deregisterTargets: Call = (context) => {
  const group = namedGroup(context);
  const delay = Number(group.attributes.get('deregistration_delay.timeout_seconds')) * 1_000;
  for (const target of memberItems(context.params, 'Targets')) {
    const known = group.targets.get(target.required('Id'));
    if (!known)
      throw new AwsError('InvalidTarget', `The following targets are not registered: '${target.required('Id')}'`);
    known.drainedAt ??= context.now + delay;
  }
  return {};
};

export const describeTargetHealth: Call = async (context) => {
  const group = namedGroup(context);
  for (const [id, { drainedAt }] of group.targets)
    if (drainedAt !== undefined && drainedAt <= context.now) group.targets.delete(id);
  const forms = [...group.targets].map(([id, target]) => healthForm(context, group, id, target));
  return { TargetHealthDescriptions: (await Promise.all(forms)).filter((form) => form !== undefined) };
};

async function healthForm(
  context: CallContext,
  group: TargetGroup,
  id: string,
  target: Target,
): Promise<Structure | undefined> {
  const instance = context.region.instances.get(id);
  // An instance that has ended is in no group any more.
  if (!instance || instance.state === 'terminated') return undefined;
  const [State, Reason] = await health(context, group, id, target);
  return {
    Target: { Id: id, Port: target.port },
    HealthCheckPort: String(target.port),
    TargetHealth: { State, Reason },
  };
}

async function health(
  { cloud, region, now }: CallContext,
  group: TargetGroup,
  id: string,
  { port, drainedAt }: Target,
): Promise<[string, string?]> {
  if (drainedAt !== undefined) return ['draining', 'Target.DeregistrationInProgress'];
  const balancers = balancersOf(region, group.id).flatMap((arn) => region.loadBalancers.get(arn) ?? []);
  if (balancers.length === 0) return ['unused', 'Target.NotInUse'];
  const instance = region.instances.get(id);
  if (instance?.state !== 'running') return ['unused', 'Target.InvalidState'];
  if (balancers.some(({ activeAt }) => activeAt > now)) return ['initial', 'Elb.RegistrationInProgress'];
  const { HealthCheckProtocol, HealthCheckPath } = group.check;
  const path = HealthCheckProtocol === 'HTTP' ? HealthCheckPath : undefined;
  const isWell = !cloud.faults.ill.has(id) && (await cloud.backEnd.isWell(instance, { port, path }));
  return isWell ? ['healthy'] : ['unhealthy', 'Target.FailedHealthChecks'];
}
