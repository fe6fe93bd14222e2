import { createHash } from 'node:crypto';
import type { Input } from '../api/actions.ts';
import { isAwsCode } from '../api/aws-error.ts';
import type { Area } from '../area.ts';
import { tagSpecifications } from '../machine/tags.ts';
import type { Site } from '../site/site.ts';
import { awaitImage, awaitSight, imageOfRun } from './await-image.ts';
import { type ImageWish, imageTags, writeIntent } from './create-image.ts';
import type { OwnImage } from './image.ts';

const PAUSE_MS = 10_000;

/** Copies an image to each region that the settings name, encrypted with that region's key, and waits for all. */
export function copyImage(area: Area, image: OwnImage, wish: Omit<ImageWish, 'machine'>): Promise<OwnImage[]> {
  const others = area.sites.filter(({ region }) => region.name !== image.region);
  return Promise.all(others.map((site) => copyTo(area, site, image, wish)));
}

async function copyTo(area: Area, site: Site, image: OwnImage, wish: Omit<ImageWish, 'machine'>): Promise<OwnImage> {
  if (!(await imageOfRun(site, wish.run))) await callCopy(area, site, image, wish);
  const copy = await awaitImage(area, site, wish.run, wish.name);
  await area.intents.remove(wish.run, copy.region);
  return copy;
}

async function callCopy(area: Area, site: Site, image: OwnImage, wish: Omit<ImageWish, 'machine'>): Promise<void> {
  const { clock } = area.effects;
  const deadline = clock.now() + area.timing.imageMs;
  await writeIntent(area, site, wish.run);
  for (;;) {
    try {
      await site.region.send('CopyImage', copyInput(area, site, image, wish));
      return;
    } catch (error) {
      const isMade = isAwsCode(error, 'InvalidAMIName.Duplicate') && (await awaitSight(area, site, wish.run));
      if (isMade) return;
      // A region makes only so many copies at once.
      if (!isAwsCode(error, 'ResourceLimitExceeded') || clock.now() > deadline) throw error;
      await clock.sleep(Math.min(PAUSE_MS, area.timing.settleMs));
    }
  }
}

function copyInput(area: Area, site: Site, image: OwnImage, wish: Omit<ImageWish, 'machine'>): Input<'CopyImage'> {
  const { kmsKey } = site.place;
  return {
    ...{ Name: wish.name, Description: wish.description, SourceImageId: image.ami, SourceRegion: image.region },
    ClientToken: tokenOf(image, wish.run, site),
    Encrypted: true,
    ...(kmsKey === undefined ? {} : { KmsKeyId: kmsKey }),
    TagSpecifications: tagSpecifications(['image', 'snapshot'], imageTags(area, wish)),
  };
}

/** Follows from what is copied for whom: whoever tries again has the same. */
const tokenOf = ({ ami, region }: OwnImage, run: string, site: Site): string =>
  createHash('sha256').update([ami, region, run, site.region.name].join(' ')).digest('hex');
