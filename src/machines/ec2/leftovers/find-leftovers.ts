import type { ProcessIdentity } from '../../../host/process-identity.ts';
import { allPages } from '../api/pages.ts';
import type { Area } from '../area.ts';
import { snapshotsOf } from '../images/all-images.ts';
import { ownImages } from '../images/await-image.ts';
import type { MachineRecord } from '../machine/records.ts';
import { machineTags, recordOf, TAG, type Tags } from '../machine/tags.ts';
import type { Site } from '../site/site.ts';
import { unusedGroups } from '../site/unused-groups.ts';
import { frontLeftovers } from './front-leftovers.ts';
import type { FoundLeftover } from './leftover.ts';
import { standingOf } from './standing.ts';

type IsAlive = (baker: ProcessIdentity) => boolean;

/**
 * What of ours nobody needs: AWS is asked first and the records are read after, so that whatever was made meanwhile has
 * one. Nothing without our tags is looked at.
 */
export async function findLeftovers(area: Area, isAlive: IsAlive): Promise<FoundLeftover[]> {
  const bySite = await Promise.all(area.sites.map((site) => leftoversAt(area, site, isAlive)));
  return bySite.flat();
}

async function leftoversAt(area: Area, site: Site, isAlive: IsAlive): Promise<FoundLeftover[]> {
  const region = site.region.name;
  const machines = await machinesAt(area, site, isAlive);
  const volumes = await volumesAt(area, site);
  const snapshots = await snapshotsAt(area, site);
  const groups = await unusedGroups(area, site, isAlive);
  const fronts = await frontLeftovers(area, site);
  return [
    ...machines,
    ...volumes.map((id) => ({ kind: 'volume' as const, id, region, site, why: 'belongs to no machine' })),
    ...snapshots.map((id) => ({ kind: 'snapshot' as const, id, region, site, why: 'belongs to no image' })),
    ...groups.map((id) => ({ kind: 'security-group' as const, id, region, site, why: 'no machine is in it' })),
    ...fronts,
  ];
}

async function machinesAt(area: Area, site: Site, isAlive: IsAlive): Promise<FoundLeftover[]> {
  const there = (await site.instances.look()).flatMap((instance) => machineTags(instance) ?? []);
  const region = site.region.name;
  const records = (await area.records.list()).filter((record) => record.region === region);
  const known = new Set(records.map(({ id }) => id));
  const ids = new Set(there.map(({ id }) => id));
  const half = records.flatMap((record) => {
    const why = isAlive(record.maker) ? undefined : whyHalf(record, ids);
    return why === undefined ? [] : [{ id: record.id, why, record }];
  });
  const orphans = there.flatMap(({ id, purpose, owner, expires }) => {
    if (known.has(id)) return [];
    const standing = standingOf(area, owner, expires);
    // A launched machine is there to stay, whoever forgot about it.
    if (standing === 'ours' && purpose === 'bake') return [{ id, why: 'no record of it is left' }];
    return standing === 'expired' ? [{ id, why: `nobody's since ${expires}` }] : [];
  });
  return [...half, ...orphans].map((one) => ({ kind: 'machine', region, site, ...one }));
}

/** Why a record of a process that is no more stands for something to be removed. */
function whyHalf({ id, state }: MachineRecord, there: ReadonlySet<string>): string | undefined {
  if (state === 'launching') return 'whoever launched it is gone';
  if (state === 'terminating') return 'whoever ended it is gone';
  return there.has(id) ? undefined : 'it has ended by itself';
}

async function volumesAt(area: Area, { region }: Site): Promise<string[]> {
  const Filters = [
    { Name: `tag:${TAG.area}`, Values: [area.settings.area] },
    { Name: 'status', Values: ['available', 'error'] },
  ];
  const volumes = await allPages(
    (page) => region.send('DescribeVolumes', { Filters, ...page }),
    ({ Volumes }) => Volumes,
  );
  return volumes.filter(({ Tags: tags }) => isFree(area, recordOf(tags))).map(({ VolumeId = '' }) => VolumeId);
}

/** Snapshots of ours whose image is gone. Images are looked at after: whoever makes one now has both. */
async function snapshotsAt(area: Area, site: Site): Promise<string[]> {
  const snapshots = await snapshotsOf(site.region, area.settings.area);
  const runs = new Set(ownImages(site, await site.images.look()).map(({ run }) => run));
  const over = area.effects.host.now().getTime() - area.timing.expireMs;
  return snapshots.flatMap(({ SnapshotId = '', Tags: tags, StartTime: start }) => {
    const { [TAG.run]: run, [TAG.owner]: owner } = recordOf(tags);
    if (run === undefined || runs.has(run)) return [];
    return owner === area.owner || (start !== undefined && start.getTime() < over) ? [SnapshotId] : [];
  });
}

const isFree = (area: Area, { [TAG.owner]: owner = '', [TAG.expires]: expires }: Tags): boolean =>
  standingOf(area, owner, expires) !== 'theirs';
