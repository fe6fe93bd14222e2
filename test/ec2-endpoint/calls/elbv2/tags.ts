import type { Call, CallContext } from '../call.ts';
import { visible } from '../call.ts';
import { memberWords, notFound } from './elb-call.ts';

export const describeTags: Call = (context) => ({
  TagDescriptions: memberWords(context.params, 'ResourceArns').map((arn) => ({
    ResourceArn: arn,
    Tags: [...tagsOf(context, arn)].map(([Key, Value]) => ({ Key, Value })),
  })),
});

function tagsOf(context: CallContext, arn: string): ReadonlyMap<string, string> {
  const { loadBalancers, targetGroups, listeners } = context.region;
  const all = [loadBalancers, targetGroups, listeners].flatMap((things) =>
    visible<{ id: string; tags: Map<string, string>; visibleAt: number; createdAt: number }>(things, context),
  );
  const thing = all.find(({ id }) => id === arn);
  if (thing) return thing.tags;
  const kind = arn.includes(':targetgroup/') ? 'TargetGroup' : arn.includes(':listener/') ? 'Listener' : 'LoadBalancer';
  throw notFound(kind, arn);
}
