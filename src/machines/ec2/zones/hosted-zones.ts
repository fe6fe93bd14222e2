import type { HostedZone as Described } from '@aws-sdk/client-route-53';
import { Refusal } from '../../../problem/problem.ts';
import { isAwsCode } from '../api/aws-error.ts';
import type { Area } from '../area.ts';
import type { Site } from '../site/site.ts';
import type { ZoneNote } from './zone-notes.ts';

/** A hosted zone of Route53. */
export interface HostedZone {
  readonly id: string;
  /** Without the last dot. */
  readonly name: string;
  /** Whether rolebake made it, for this environment alone. */
  readonly isOurs: boolean;
}

/** Names in Route53 that are looked for. */
export type Wanted = Pick<ZoneNote, 'environment' | 'zone'>;

const PAGE = 100;

/** The hosted zone that an environment's names go to; undefined if they lie in none of the wanted kind. */
export async function findHostedZone(area: Area, site: Site, wanted: Wanted): Promise<HostedZone | undefined> {
  const { id, kind = 'private' } = area.settings.hostedZone ?? {};
  if (id !== undefined) return await zoneWithId(area, site, id, wanted);
  for (const name of suffixesOf(wanted.zone)) {
    const named = (await zonesCalled(site, name)).filter(({ Config }) => Config?.PrivateZone === (kind === 'private'));
    const seen = kind === 'private' ? await seenFrom(site, named) : named;
    if (seen.length > 1) throw tooMany(name, seen);
    const [found] = seen;
    if (found) return hostedZoneOf(area, wanted, found);
  }
  return undefined;
}

/** The same, made if the settings say so. Refuses with `wrong-value` where there is none, and none is to be made. */
export async function ensureHostedZone(area: Area, site: Site, note: ZoneNote): Promise<HostedZone> {
  const found = await findHostedZone(area, site, note);
  if (found) return found;
  const { create = false, kind = 'private' } = area.settings.hostedZone ?? {};
  if (create) return await createHostedZone(area, site, note, kind);
  const where = kind === 'private' ? ` that the network in ${site.region.name} sees` : '';
  throw new Refusal({
    code: 'wrong-value',
    message: `the account has no ${kind} hosted zone for ${note.zone}${where}`,
    hint: 'ec2.hosted_zone in rolebake.yaml: {create: true}, or another kind',
  });
}

async function createHostedZone(
  area: Area,
  site: Site,
  note: ZoneNote,
  kind: 'private' | 'public',
): Promise<HostedZone> {
  const isPrivate = kind === 'private';
  const network = isPrivate ? { VPC: await networkOf(site) } : {};
  try {
    const { HostedZone: made } = await site.region.send('CreateHostedZone', {
      ...{ Name: note.zone, CallerReference: note.reference, ...network },
      HostedZoneConfig: { Comment: commentFor(area, note.environment), PrivateZone: isPrivate },
    });
    return hostedZoneOf(area, note, made);
  } catch (error) {
    const found = isAwsCode(error, 'HostedZoneAlreadyExists') ? await findHostedZone(area, site, note) : undefined;
    if (found) return found;
    throw error;
  }
}

async function networkOf({ region, network }: Site) {
  const { VPCRegion } = await import('../api/sdk.ts');
  const known = Object.values(VPCRegion).find((name) => name === region.name);
  return { VPCId: (await network()).vpc, ...(known === undefined ? {} : { VPCRegion: known }) };
}

/** Removes a hosted zone that rolebake made. Gives whether it is gone: one that others have put names into stays. */
export async function deleteHostedZone({ region }: Site, id: string): Promise<boolean> {
  try {
    await region.send('DeleteHostedZone', { Id: id });
    return true;
  } catch (error) {
    if (isAwsCode(error, 'NoSuchHostedZone')) return true;
    if (isAwsCode(error, 'HostedZoneNotEmpty')) return false;
    throw error;
  }
}

/** The hosted zones that this state folder has made, with the environment of each. */
export async function ownHostedZones(area: Area, { region }: Site): Promise<{ id: string; environment: string }[]> {
  const all: Described[] = [];
  for (let next: Start | undefined = {}; next; ) {
    const page: Page = await region.send('ListHostedZonesByName', { ...next, MaxItems: PAGE });
    all.push(...(page.HostedZones ?? []));
    next = page.IsTruncated ? startOf(page) : undefined;
  }
  const start = commentFor(area, '');
  return all.flatMap(({ Id: id = '', Config }) => {
    const comment = Config?.Comment ?? '';
    return comment.startsWith(start) ? [{ id: bareId(id), environment: comment.slice(start.length) }] : [];
  });
}

interface Start {
  readonly DNSName?: string;
  readonly HostedZoneId?: string;
}

interface Page {
  readonly HostedZones?: Described[] | undefined;
  readonly IsTruncated?: boolean | undefined;
  readonly NextDNSName?: string | undefined;
  readonly NextHostedZoneId?: string | undefined;
}

const startOf = ({ NextDNSName, NextHostedZoneId }: Page): Start => ({
  ...(NextDNSName === undefined ? {} : { DNSName: NextDNSName }),
  ...(NextHostedZoneId === undefined ? {} : { HostedZoneId: NextHostedZoneId }),
});

async function zoneWithId(area: Area, { region }: Site, id: string, wanted: Wanted): Promise<HostedZone> {
  const { HostedZone: found } = await region.send('GetHostedZone', { Id: id });
  const zone = hostedZoneOf(area, wanted, found);
  if (suffixesOf(wanted.zone).includes(zone.name)) return zone;
  const message = `${wanted.zone} does not lie in ${zone.name}, the hosted zone ${id}`;
  throw new Refusal({ code: 'wrong-value', message, hint: 'ec2.hosted_zone in rolebake.yaml' });
}

async function zonesCalled({ region }: Site, name: string): Promise<Described[]> {
  const { HostedZones: all = [] } = await region.send('ListHostedZonesByName', { DNSName: name, MaxItems: PAGE });
  return all.filter(({ Name }) => Name === `${name}.`);
}

/** The private ones that are seen from the network of the machines. */
async function seenFrom(site: Site, zones: readonly Described[]): Promise<Described[]> {
  if (zones.length === 0) return [];
  const { vpc } = await site.network();
  const known = await Promise.all(zones.map(({ Id = '' }) => site.region.send('GetHostedZone', { Id })));
  return zones.filter((_, index) => known[index]?.VPCs?.some(({ VPCId }) => VPCId === vpc));
}

/** What a hosted zone says of who made it: Route53 takes no tags in the call that makes one. */
const commentFor = (area: Area, environment: string): string =>
  `rolebake area=${area.settings.area} owner=${area.owner} environment=${environment}`;

function hostedZoneOf(area: Area, { environment }: Wanted, zone: Described | undefined): HostedZone {
  const comment = zone?.Config?.Comment ?? '';
  const isOurs = comment.startsWith(`rolebake area=${area.settings.area} `);
  return {
    id: bareId(zone?.Id ?? ''),
    name: (zone?.Name ?? '').replace(/\.$/, ''),
    isOurs: isOurs && comment.endsWith(` environment=${environment}`),
  };
}

const bareId = (id: string): string => id.replace(/^\/hostedzone\//, '');

/** A name and all that it lies in, the narrowest first. */
function suffixesOf(name: string): string[] {
  const labels = name.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

function tooMany(name: string, zones: readonly Described[]): Refusal {
  const ids = zones.map(({ Id = '' }) => bareId(Id)).sort();
  const message = `the account has several hosted zones ${name}: ${ids.join(', ')}`;
  return new Refusal({ code: 'wrong-value', message, hint: `ec2.hosted_zone: {id: ${ids[0]}} in rolebake.yaml` });
}
