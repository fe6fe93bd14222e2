import { isAwsCode } from '../api/aws-error.ts';
import { gone } from '../api/gone.ts';
import type { Region } from '../api/region.ts';
import type { Area } from '../area.ts';
import { recordOf, TAG } from '../machine/tags.ts';
import type { Site } from '../site/site.ts';
import { snapshotsOf } from './all-images.ts';
import { awaitSight, ownImages } from './await-image.ts';
import type { OwnImage } from './image.ts';

const TRIES = 20;

/** Removes an image of ours and its disks in one region. Gives false where there is none with our tags. */
export async function removeImage(area: Area, region: string, ami: string): Promise<boolean> {
  const site = area.siteIn(region);
  const image = ownImages(site, await site.images.look()).find((one) => one.ami === ami);
  if (!image) return false;
  await remove(area, site, image);
  return true;
}

/**
 * Takes back whatever was made for a run, in all regions: images, and snapshots that one of them may not show yet. A call
 * that nobody has seen the effect of is waited for.
 */
export async function discardRun(area: Area, run: string): Promise<void> {
  await Promise.all(area.sites.map((site) => discardAt(area, site, run)));
}

async function discardAt(area: Area, site: Site, run: string): Promise<void> {
  const intent = await area.intents.read(run, site.region.name);
  if (intent !== undefined) {
    const age = area.effects.host.now().getTime() - Date.parse(intent.calledAt);
    await awaitSight(area, site, run, area.timing.settleMs - age);
  }
  const images = ownImages(site, await site.images.look()).filter((image) => image.run === run);
  for (const image of images) await remove(area, site, image);
  await removeSnapshotsOf(area, site, run);
  await area.intents.remove(run, site.region.name);
}

async function remove(area: Area, { region }: Site, { ami, snapshots }: OwnImage): Promise<void> {
  await gone(region.send('DeregisterImage', { ImageId: ami }), 'InvalidAMIID.NotFound', 'InvalidAMIID.Unavailable');
  for (const snapshot of snapshots) await removeSnapshot(area, region, snapshot);
}

/** A snapshot is in use for a moment after its image is gone. */
export async function removeSnapshot(area: Area, region: Region, snapshot: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await gone(region.send('DeleteSnapshot', { SnapshotId: snapshot }), 'InvalidSnapshot.NotFound');
    } catch (error) {
      if (!isAwsCode(error, 'InvalidSnapshot.InUse') || tries > TRIES) throw error;
      await region.clock.sleep(area.timing.pollMs);
    }
  }
}

async function removeSnapshotsOf(area: Area, { region }: Site, run: string): Promise<void> {
  for (const { SnapshotId = '', Tags } of await snapshotsOf(region, area.settings.area))
    if (recordOf(Tags)[TAG.run] === run) await removeSnapshot(area, region, SnapshotId);
}
