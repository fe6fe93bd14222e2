import type { IpPermission, SecurityGroup } from '@aws-sdk/client-ec2';
import { loadBalancerName } from '../../../naming/names.ts';
import { gone } from '../api/gone.ts';
import type { Area } from '../area.ts';
import { recordOf, TAG } from '../machine/tags.ts';
import { deleteGroup, groupsOf, makeGroup, NO_GROUP, unlessDone } from '../site/make-group.ts';
import type { Site } from '../site/site.ts';
import { type BalancerOf, balancerTags, isOf } from './balancer-tags.ts';

/** Whether a security group is that of a balancer. */
export const isBalancerGroup = ({ Tags }: SecurityGroup): boolean => recordOf(Tags)[TAG.role] !== undefined;

/** The security groups of a balancer. */
async function balancerGroups(area: Area, { region }: Site, of: BalancerOf): Promise<SecurityGroup[]> {
  const all = await groupsOf(region, area.settings.area);
  return all.filter(({ Tags }) => isOf(area, of, recordOf(Tags)));
}

/** The security group of a balancer, made if it is not there, with clients let in at these ports and at no others. */
export async function balancerGroup(
  area: Area,
  site: Site,
  of: BalancerOf,
  { ports, lifeSeconds }: { readonly ports: readonly number[]; readonly lifeSeconds?: number | undefined },
): Promise<string> {
  const [there] = await balancerGroups(area, site, of);
  const id = there?.GroupId ?? (await make(area, site, of, lifeSeconds));
  const wanted = (await clientsOf(area, site)).flatMap((from) => ports.map((port) => ({ from, port })));
  const now = openIn(there?.IpPermissions ?? []);
  for (const missing of wanted.filter((one) => !now.some(isSame(one)))) await open(site, id, permissionFor(missing));
  const surplus = now.filter((one) => !wanted.some(isSame(one)));
  if (surplus.length > 0) await close(site, id, surplus.map(permissionFor));
  return id;
}

/** Between a balancer and the machines' own groups: which ports are open from where to where. */
export interface Passage {
  /** Groups of the machines that it sends to, and their ports. */
  readonly servers: ReadonlySet<string>;
  readonly targets: readonly number[];
  /** Groups of the machines that may be its clients, and its own ports. */
  readonly clients: ReadonlySet<string>;
  readonly ports: readonly number[];
}

/** Lets a balancer reach its machines, and clients that have no way out reach it. Groups that are not ours stay as they are. */
export async function openPassage(area: Area, site: Site, balancer: string, passage: Passage): Promise<void> {
  const { servers, targets, clients, ports } = passage;
  const ours = (await groupsOf(site.region, area.settings.area)).filter((group) => !isBalancerGroup(group));
  for (const { GroupId = '', IpPermissions = [], IpPermissionsEgress = [] } of ours) {
    const into = servers.has(GroupId) ? missingPorts(IpPermissions, balancer, targets) : [];
    for (const port of into) await open(site, GroupId, rule(balancer, port));
    const isClosed = clients.has(GroupId) && !IpPermissionsEgress.some(isAnywhere);
    const out = isClosed ? missingPorts(IpPermissionsEgress, balancer, ports) : [];
    for (const port of out) await openOut(site, GroupId, rule(balancer, port));
  }
}

const missingPorts = (rules: readonly IpPermission[], balancer: string, ports: readonly number[]): number[] =>
  [...new Set(ports)].filter((port) => !rules.some((one) => one.FromPort === port && isAbout(one, balancer)));

/** Removes the security groups of a balancer, and first what other groups say of them. Waits until nothing uses them. */
export async function removeBalancerGroups(area: Area, site: Site, of: BalancerOf): Promise<boolean> {
  const { region } = site;
  const deadline = region.clock.now() + area.timing.balancerMs;
  for (;;) {
    const groups = await balancerGroups(area, site, of);
    for (const { GroupId = '' } of groups) await forget(area, site, GroupId);
    const removed = await Promise.all(groups.map(({ GroupId = '' }) => deleteGroup(region, GroupId)));
    if (removed.every(Boolean)) return true;
    if (region.clock.now() >= deadline) return false;
    await region.clock.sleep(area.timing.pollMs);
  }
}

function make(area: Area, site: Site, of: BalancerOf, lifeSeconds: number | undefined): Promise<string> {
  const name = loadBalancerName(area.settings.area, of.environment, of.role);
  const tags = { Name: name, ...balancerTags(area, of, lifeSeconds) };
  return site.network().then(({ vpc }) => {
    const wish = { name, vpc, area: area.settings.area, description: 'A balancer of rolebake', tags };
    return makeGroup(site.region, wish, (its) => isOf(area, of, its));
  });
}

/** Who may connect: the network itself, if nobody says otherwise. */
async function clientsOf({ settings }: Area, site: Site): Promise<readonly string[]> {
  return settings.balancers?.allowFrom ?? [(await site.network()).cidr];
}

/** Takes the rules away that name a balancer's group: AWS removes no group that another one names. */
async function forget(area: Area, site: Site, balancer: string): Promise<void> {
  const rulesFor = (rules: readonly IpPermission[]) =>
    rules.filter((one) => isAbout(one, balancer)).map(({ FromPort = 0 }) => rule(balancer, FromPort));
  for (const group of await groupsOf(site.region, area.settings.area)) {
    const { GroupId = '', IpPermissions = [], IpPermissionsEgress = [] } = group;
    const [into, out] = [rulesFor(IpPermissions), rulesFor(IpPermissionsEgress)];
    if (into.length > 0) await close(site, GroupId, into);
    if (out.length > 0) await closeOut(site, GroupId, out);
  }
}

const open = ({ region }: Site, group: string, one: IpPermission): Promise<void> =>
  unlessDone(region, 'InvalidPermission.Duplicate', () =>
    region.send('AuthorizeSecurityGroupIngress', { GroupId: group, IpPermissions: [one] }),
  );

const openOut = ({ region }: Site, group: string, one: IpPermission): Promise<void> =>
  unlessDone(region, 'InvalidPermission.Duplicate', () =>
    region.send('AuthorizeSecurityGroupEgress', { GroupId: group, IpPermissions: [one] }),
  );

/** The group may be gone, and its rules with it. */
const NOTHING = ['InvalidPermission.NotFound', ...NO_GROUP];

const close = ({ region }: Site, group: string, rules: IpPermission[]): Promise<void> =>
  gone(region.send('RevokeSecurityGroupIngress', { GroupId: group, IpPermissions: rules }), ...NOTHING);

const closeOut = ({ region }: Site, group: string, rules: IpPermission[]): Promise<void> =>
  gone(region.send('RevokeSecurityGroupEgress', { GroupId: group, IpPermissions: rules }), ...NOTHING);

interface ClientRule {
  readonly from: string;
  readonly port: number;
}

const openIn = (rules: readonly IpPermission[]): ClientRule[] =>
  rules.flatMap(({ FromPort: port = 0, IpRanges = [] }) => IpRanges.map(({ CidrIp: from = '' }) => ({ from, port })));

const isSame = (one: ClientRule) => (other: ClientRule) => one.from === other.from && one.port === other.port;

const permissionFor = ({ from, port }: ClientRule): IpPermission => {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: from }] };
};

/** A port, open from a balancer or to it. */
const rule = (balancer: string, port: number): IpPermission => {
  return { IpProtocol: 'tcp', FromPort: port, ToPort: port, UserIdGroupPairs: [{ GroupId: balancer }] };
};

const isAbout = ({ UserIdGroupPairs: pairs = [] }: IpPermission, group: string): boolean =>
  pairs.some(({ GroupId }) => GroupId === group);

const isAnywhere = ({ IpProtocol, IpRanges = [] }: IpPermission): boolean =>
  IpProtocol === '-1' && IpRanges.some(({ CidrIp }) => CidrIp === '0.0.0.0/0');
