import { isAwsCode } from '../api/aws-error.ts';
import type { Region } from '../api/region.ts';
import type { Area } from '../area.ts';
import { recordOf, TAG, type Tags } from '../machine/tags.ts';

/** Which balancer: that of a role in an environment. */
export interface BalancerOf {
  readonly environment: string;
  readonly role: string;
}

/** So many things may be asked about in one call. */
const AT_ONCE = 20;

/** How Elastic Load Balancing says that there is no such thing. */
export const NO_BALANCER = 'LoadBalancerNotFound';
export const NO_TARGET_GROUP = 'TargetGroupNotFound';
export const NO_LISTENER = 'ListenerNotFound';

/** What everything of a balancer has as tags; with an end, it is nobody's after it. */
export const balancerTags = (area: Area, { environment, role }: BalancerOf, lifeSeconds?: number): Tags => ({
  ...area.settings.tags,
  [TAG.area]: area.settings.area,
  [TAG.owner]: area.owner,
  [TAG.environment]: environment,
  [TAG.role]: role,
  ...(lifeSeconds === undefined ? {} : { [TAG.expires]: endOf(area, lifeSeconds) }),
});

const endOf = ({ effects }: Area, seconds: number): string =>
  new Date(effects.host.now().getTime() + seconds * 1_000).toISOString();

/** Tags as AWS takes them. */
export const tagList = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Whether something belongs to this balancer. */
export const isOf = (area: Area, { environment, role }: BalancerOf, tags: Tags): boolean =>
  tags[TAG.area] === area.settings.area && tags[TAG.environment] === environment && tags[TAG.role] === role;

/** The tags of things, by their ARNs; those that are gone meanwhile are left out. */
export async function tagsByArn(region: Region, arns: readonly string[]): Promise<Map<string, Tags>> {
  const parts = Array.from({ length: Math.ceil(arns.length / AT_ONCE) }, (_, index) =>
    arns.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  const all = await Promise.all(parts.map((part) => someTags(region, part)));
  return new Map(all.flat());
}

async function someTags(region: Region, arns: readonly string[]): Promise<[string, Tags][]> {
  try {
    const { TagDescriptions: all = [] } = await region.send('DescribeTags', { ResourceArns: [...arns] });
    return all.map(({ ResourceArn = '', Tags: tags }) => [ResourceArn, recordOf(tags?.map(keyed))]);
  } catch (error) {
    if (!isAwsCode(error, NO_BALANCER, NO_TARGET_GROUP)) throw error;
    if (arns.length <= 1) return [];
    return (await Promise.all(arns.map((arn) => someTags(region, [arn])))).flat();
  }
}

const keyed = ({ Key, Value }: { readonly Key: string | undefined; readonly Value?: string | undefined }) => ({
  ...(Key === undefined ? {} : { Key }),
  ...(Value === undefined ? {} : { Value }),
});
