import type { TargetGroup as Described } from '@aws-sdk/client-elastic-load-balancing-v2';
import { targetGroupMark, targetGroupName } from '../../../naming/names.ts';
import { isAwsCode } from '../api/aws-error.ts';
import { gone } from '../api/gone.ts';
import { allMarkerPages } from '../api/marker-pages.ts';
import type { Area } from '../area.ts';
import { TAG, type Tags } from '../machine/tags.ts';
import type { Site } from '../site/site.ts';
import { type BalancerOf, balancerTags, isOf, NO_TARGET_GROUP, tagList, tagsByArn } from './balancer-tags.ts';

/** A machine in a target group. */
export interface Target {
  /** AWS's own name of the machine. */
  readonly instance: string;
  /** `healthy`, `initial`, `unhealthy`, `draining`, `unused` and others. */
  readonly state: string;
}

/** Machines of one build that came together, behind one endpoint. */
export interface TargetGroup {
  readonly arn: string;
  readonly endpoint: string;
  readonly build: number;
  readonly cohort: number;
  readonly port: number;
  /** Path that it asks machines for; undefined where a connection is enough. */
  readonly health: string | undefined;
  readonly targets: readonly Target[];
}

/** A target group that is wanted. */
export type GroupWish = Pick<TargetGroup, 'endpoint' | 'build' | 'cohort' | 'port' | 'health'> & {
  /** Whether it is behind a balancer that speaks HTTP. */
  readonly speaksHttp: boolean;
  readonly lifeSeconds?: number | undefined;
};

const DRAINING_SECONDS = 30;

/** A machine that does not answer twice is out after ten seconds; the shortest that all kinds of balancers take. */
const CHECK = {
  HealthCheckIntervalSeconds: 5,
  HealthCheckTimeoutSeconds: 4,
  HealthyThresholdCount: 2,
  UnhealthyThresholdCount: 2,
};

/** All target groups of a balancer, those too that nothing sends to. */
export async function targetGroupsOf(area: Area, site: Site, of: BalancerOf): Promise<TargetGroup[]> {
  const mark = targetGroupMark(area.settings.area, of.environment, of.role);
  const ours = await ownGroups(area, site, (name) => name.includes(mark));
  const its = ours.filter(({ tags }) => isOf(area, of, tags));
  return await Promise.all(its.map(async ({ group, tags }) => groupOf(group, tags, await targetsOf(site, group))));
}

/** All target groups of the area, with their tags. */
export async function ownGroups(
  area: Area,
  { region }: Pick<Site, 'region'>,
  isNamed: (name: string) => boolean = () => true,
): Promise<{ readonly group: Described; readonly tags: Tags }[]> {
  const all = await allMarkerPages(
    (page) => region.send('DescribeTargetGroups', page),
    ({ TargetGroups }) => TargetGroups,
  );
  const named = all.filter(({ TargetGroupName: name = '' }) => isNamed(name));
  const tags = await tagsByArn(
    region,
    named.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []),
  );
  return named
    .map((group) => ({ group, tags: tags.get(group.TargetGroupArn ?? '') ?? {} }))
    .filter((one) => one.tags[TAG.area] === area.settings.area);
}

/** Makes a target group, or takes that of its name: AWS gives the same for the same wish. */
export async function createTargetGroup(area: Area, site: Site, of: BalancerOf, wish: GroupWish): Promise<TargetGroup> {
  const mark = targetGroupMark(area.settings.area, of.environment, of.role);
  const name = targetGroupName(mark, { role: of.role, ...wish });
  const tags = {
    ...balancerTags(area, of, wish.lifeSeconds),
    [TAG.build]: String(wish.build),
    [TAG.endpoint]: wish.endpoint,
    [TAG.cohort]: String(wish.cohort),
  };
  const { vpc } = await site.network();
  const { TargetGroups: [made] = [] } = await site.region.send('CreateTargetGroup', {
    ...{ Name: name, VpcId: vpc, TargetType: 'instance', Port: wish.port },
    Protocol: wish.speaksHttp ? 'HTTP' : 'TCP',
    ...{ ...CHECK, ...checkOf(wish) },
    Tags: tagList({ Name: name, ...tags }),
  });
  return groupOf(made ?? {}, tags, []);
}

/** Sees to it that a group asks machines as is wanted, and lets those that leave go on for as long as the settings say. */
export async function settleTargetGroup(area: Area, { region }: Site, group: TargetGroup, wish: GroupWish) {
  if (group.health !== wish.health)
    await region.send('ModifyTargetGroup', { TargetGroupArn: group.arn, ...checkOf(wish) });
  const wanted = new Map([
    ['deregistration_delay.timeout_seconds', String(area.settings.balancers?.drainingSeconds ?? DRAINING_SECONDS)],
    // One zone's machines may be all ill: the other zone's are there for its clients, too.
    ...(wish.speaksHttp ? [] : [['load_balancing.cross_zone.enabled', 'true'] as const]),
  ]);
  const { Attributes: now = [] } = await region.send('DescribeTargetGroupAttributes', { TargetGroupArn: group.arn });
  const missing = [...wanted].filter(([key, value]) => !now.some((one) => one.Key === key && one.Value === value));
  if (missing.length === 0) return;
  const Attributes = missing.map(([Key, Value]) => ({ Key, Value }));
  await region.send('ModifyTargetGroupAttributes', { TargetGroupArn: group.arn, Attributes });
}

/** Removes a target group. Gives whether it is gone: one that a listener still knows is not. */
export async function deleteTargetGroup({ region }: Pick<Site, 'region'>, arn: string): Promise<boolean> {
  try {
    await gone(region.send('DeleteTargetGroup', { TargetGroupArn: arn }), NO_TARGET_GROUP);
    return true;
  } catch (error) {
    if (isAwsCode(error, 'ResourceInUse')) return false;
    throw error;
  }
}

const checkOf = ({ health, speaksHttp }: Pick<GroupWish, 'health' | 'speaksHttp'>) =>
  health === undefined && !speaksHttp
    ? { HealthCheckProtocol: 'TCP' as const }
    : { HealthCheckProtocol: 'HTTP' as const, HealthCheckPath: health ?? '/', Matcher: { HttpCode: '200' } };

async function targetsOf({ region }: Site, { TargetGroupArn = '' }: Described): Promise<Target[]> {
  try {
    const { TargetHealthDescriptions: all = [] } = await region.send('DescribeTargetHealth', { TargetGroupArn });
    return all.map(({ Target: target, TargetHealth: health }) => {
      return { instance: target?.Id ?? '', state: health?.State ?? '' };
    });
  } catch (error) {
    if (isAwsCode(error, NO_TARGET_GROUP)) return [];
    throw error;
  }
}

const groupOf = (group: Described, tags: Tags, targets: readonly Target[]): TargetGroup => ({
  arn: group.TargetGroupArn ?? '',
  endpoint: tags[TAG.endpoint] ?? '',
  build: Number(tags[TAG.build]),
  cohort: Number(tags[TAG.cohort]),
  port: group.Port ?? 0,
  health: group.HealthCheckProtocol === 'HTTP' ? group.HealthCheckPath : undefined,
  targets,
});
