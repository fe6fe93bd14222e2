import type { Action, Input } from '../api/actions.ts';
import { isAwsCode } from '../api/aws-error.ts';
import type { Area } from '../area.ts';
import { findParent } from '../images/parent-image.ts';
import { callFor, runInstancesInput } from '../machine/launch-call.ts';
import { TAG, tagSpecifications } from '../machine/tags.ts';
import type { Site } from '../site/site.ts';

/** Whether the credentials may make a call: `unsaid` where AWS says only once there is something to make it on. */
export interface Right {
  readonly region: string;
  readonly action: Action;
  readonly verdict: 'allowed' | 'denied' | 'unsaid';
  /** AWS's own, of a call that is denied. */
  readonly words?: string;
}

/** Asks AWS about each call, in each region, without any effect. Refuses as the search for network and parent does. */
export async function checkRights(area: Area): Promise<Right[]> {
  const rights = await Promise.all(area.sites.map((site) => rightsAt(area, site)));
  return rights.flat();
}

async function rightsAt(area: Area, site: Site): Promise<Right[]> {
  const looks = await Promise.all([
    check(site, 'DescribeInstances', { DryRun: true }),
    check(site, 'DescribeImages', { DryRun: true, Owners: ['self'] }),
    check(site, 'DescribeSnapshots', { DryRun: true, OwnerIds: ['self'] }),
    check(site, 'DescribeVolumes', { DryRun: true }),
    check(site, 'DescribeSecurityGroups', { DryRun: true }),
    check(site, 'DescribeVpcs', { DryRun: true }),
    check(site, 'DescribeSubnets', { DryRun: true }),
    ...(area.settings.connect === 'session-manager' ? [check(site, 'DescribeInstanceInformation', {})] : []),
  ]);
  looks.push(...(await frontsAt(area, site)));
  if (looks.some(({ verdict }) => verdict === 'denied')) return looks;
  return [...looks, ...(await makesAt(area, site)), ...(await changesAt(area, site))];
}

/** Elastic Load Balancing and Route53 have no dry runs: only whether one may look can be told. */
async function frontsAt({ settings, sites }: Area, site: Site): Promise<Right[]> {
  const isUsed = settings.balancers !== undefined || settings.hostedZone !== undefined;
  if (site !== sites[0] || !isUsed) return [];
  return await Promise.all([
    check(site, 'DescribeLoadBalancers', { PageSize: 1 }),
    check(site, 'DescribeTargetGroups', { PageSize: 1 }),
    check(site, 'ListHostedZonesByName', { MaxItems: 1 }),
  ]);
}

async function makesAt(area: Area, site: Site): Promise<Right[]> {
  const { settings } = area;
  const { vpc, subnets } = await site.network();
  const tags = { [TAG.area]: settings.area };
  const group = await check(site, 'CreateSecurityGroup', {
    ...{ DryRun: true, GroupName: 'rolebake-dry-run', Description: 'none', VpcId: vpc },
    TagSpecifications: tagSpecifications(['security-group'], tags),
  });
  // Images of a copy's region are made by copying: none need be there before.
  if (settings.parent.kind === 'tag' || site !== area.sites[0]) return [group];
  const { parent } = settings;
  const parameter = parent.kind === 'parameter' ? [await check(site, 'GetParameter', { Name: parent.name })] : [];
  if (parameter.some(({ verdict }) => verdict === 'denied')) return [group, ...parameter];
  const { ami } = await findParent(site.region, parent, settings.architecture);
  const { rootDevice } = await site.imageFacts(ami);
  const call = {
    ...callFor(settings, site.place, 'launch'),
    ...{ ami, rootDevice, groups: [], tags, token: 'rolebake-dry-run' },
    ...{ instanceType: settings.instanceTypes[0] ?? '', subnet: subnets[0] ?? '' },
  };
  const run = await check(site, 'RunInstances', { ...runInstancesInput(call, ''), DryRun: true });
  return [group, ...parameter, run];
}

/** Of what is there already: a policy that asks for our tags cannot be tried on what does not exist. */
async function changesAt(area: Area, site: Site): Promise<Right[]> {
  const [instances, images] = [await site.instances.look(), await site.images.look()];
  const [instance, image] = [instances[0]?.InstanceId, images[0]?.ImageId];
  const unsaid = (action: Action): Right => ({ region: site.region.name, action, verdict: 'unsaid' });
  const name = {
    Name: 'rolebake-dry-run',
    TagSpecifications: tagSpecifications(['image', 'snapshot'], { [TAG.area]: area.settings.area }),
  };
  const sessions = area.settings.connect === 'session-manager' ? [unsaid('StartSession')] : [];
  return Promise.all([
    ...sessions,
    ...(instance === undefined
      ? [unsaid('StopInstances'), unsaid('TerminateInstances'), unsaid('CreateImage')]
      : [
          check(site, 'StopInstances', { DryRun: true, InstanceIds: [instance] }),
          check(site, 'TerminateInstances', { DryRun: true, InstanceIds: [instance] }),
          check(site, 'CreateImage', { DryRun: true, InstanceId: instance, ...name }),
        ]),
    ...(image === undefined
      ? [unsaid('DeregisterImage')]
      : [check(site, 'DeregisterImage', { DryRun: true, ImageId: image })]),
  ]);
}

/** AWS ends a dry run with an error, whatever it says. */
async function check<A extends Action>(site: Site, action: A, input: Input<A>): Promise<Right> {
  const { region } = site;
  const right = (verdict: Right['verdict']): Right => ({ region: region.name, action, verdict });
  try {
    await region.send(action, input);
    return right('allowed');
  } catch (error) {
    if (isAwsCode(error, 'DryRunOperation')) return right('allowed');
    if (!isAwsCode(error, 'UnauthorizedOperation', 'AccessDenied*')) throw error;
    return { ...right('denied'), words: error instanceof Error ? error.message : '' };
  }
}
