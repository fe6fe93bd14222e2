import type { Params } from '../protocol/params.ts';
import type { Region } from '../state/region.ts';
import { arnIn } from './arn.ts';
import type { Subject } from './policy.ts';

/** What a call of Elastic Load Balancing needs rights for: what it makes with its tags, or what is there with its own. */
export function balancerSubjects(region: Region, action: string, params: Params): Subject[] {
  const right = `elasticloadbalancing:${action}`;
  if (action.startsWith('Describe')) return [{ action: right, arn: '*', keys: {} }];
  if (!action.startsWith('Create')) return existing(region, params).map((one) => ({ action: right, ...one }));
  const arn = params.text('LoadBalancerArn') ?? arnIn(region.name, 'elasticloadbalancing', `${kindOf(action)}/*`);
  const tags = params.part('Tags').items('member');
  const keys = tagKeys('aws:RequestTag', new Map(tags.map((tag) => [tag.required('Key'), tag.text('Value') ?? ''])));
  const tagging = {
    ...{ action: 'elasticloadbalancing:AddTags', arn },
    keys: { ...keys, 'elasticloadbalancing:CreateAction': action },
  };
  return [{ action: right, arn, keys }, ...(tags.length > 0 ? [tagging] : [])];
}

/** What a call of Route53 needs rights for. */
export function nameSubjects(region: string, action: string, params: Params): Subject[] {
  const [right, id] = [`route53:${action}`, params.text('Id')];
  if (id === undefined) return [{ action: right, arn: '*', keys: {} }];
  const kind = action === 'GetChange' ? 'change' : 'hostedzone';
  const changes = params.part('ChangeBatch').items('Changes');
  const types = changes.map((change) => change.part('ResourceRecordSet').required('Type'));
  const keys = types.length === 0 ? {} : { 'route53:ChangeResourceRecordSetsRecordTypes': types.join(',') };
  return [{ action: right, arn: arnIn(region, 'route53', `${kind}/${id}`, ':'), keys }];
}

/** What is not there is nothing to IAM: the call itself says so. */
function existing(region: Region, params: Params): Omit<Subject, 'action'>[] {
  const { loadBalancers, targetGroups, listeners } = region;
  const arns = ['LoadBalancerArn', 'TargetGroupArn', 'ListenerArn'].flatMap((name) => params.text(name) ?? []);
  return arns.flatMap((arn) => {
    const thing = loadBalancers.get(arn) ?? targetGroups.get(arn) ?? listeners.get(arn);
    return thing ? [{ arn, keys: tagKeys('aws:ResourceTag', thing.tags) }] : [];
  });
}

const kindOf = (action: string): string => (action === 'CreateTargetGroup' ? 'targetgroup' : 'loadbalancer');

const tagKeys = (key: string, tags: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...tags].map(([name, value]) => [`${key}/${name}`, value]));
