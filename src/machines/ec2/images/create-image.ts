import { Refusal } from '../../../problem/problem.ts';
import { unknownMachine } from '../../unknown-machine.ts';
import { isAwsCode } from '../api/aws-error.ts';
import type { Area } from '../area.ts';
import { findMachines } from '../machine/find.ts';
import { TAG, type Tags, tagSpecifications } from '../machine/tags.ts';
import type { Site } from '../site/site.ts';
import { awaitImage, awaitSight, imageOfRun } from './await-image.ts';
import type { OwnImage } from './image.ts';

/** An image that is asked for. */
export interface ImageWish {
  /** The stopped machine whose disk it is to hold. */
  readonly machine: string;
  /** Of no other image of the account. */
  readonly name: string;
  readonly description: string;
  /** What it is made for, as a job's id; one image a run and region. */
  readonly run: string;
  /** On the image and its snapshots. */
  readonly tags: Tags;
}

/**
 * Makes an image of a stopped machine and waits until it can be launched; adopts what an earlier try of the same run made.
 * Refuses with `image-failed`.
 */
export async function createImage(area: Area, wish: ImageWish): Promise<OwnImage> {
  const site = await siteOfMachine(area, wish.machine);
  if (!(await imageOfRun(site.site, wish.run))) await callCreate(area, site.site, site.instance, wish);
  const image = await awaitImage(area, site.site, wish.run, wish.name);
  await area.intents.remove(wish.run, image.region);
  return image;
}

async function siteOfMachine(area: Area, id: string): Promise<{ site: Site; instance: string }> {
  const [found] = await findMachines(area, id, await area.records.read(id));
  if (!found) throw unknownMachine(id);
  const state = found.instance.State?.Name;
  if (state !== 'stopped') throw new Error(`machine ${id} is ${state}: its disk still changes`);
  return { site: found.site, instance: found.instance.InstanceId ?? '' };
}

/** CreateImage takes no token: the name, which AWS gives once, stands for one. */
async function callCreate(area: Area, site: Site, instance: string, wish: ImageWish): Promise<void> {
  await writeIntent(area, site, wish.run);
  try {
    await site.region.send('CreateImage', {
      ...{ InstanceId: instance, Name: wish.name, Description: wish.description, NoReboot: true },
      TagSpecifications: tagSpecifications(['image', 'snapshot'], imageTags(area, wish)),
    });
  } catch (error) {
    if (!isAwsCode(error, 'InvalidAMIName.Duplicate')) throw error;
    if (await awaitSight(area, site, wish.run)) return;
    const message = `${site.region.name} has an image ${wish.name} that was not made for ${wish.run}`;
    throw new Refusal({ code: 'image-failed', message }, { cause: error });
  }
}

/** What is on an image and its snapshots, in every region. */
export const imageTags = ({ settings, owner }: Area, { name, run, tags }: Omit<ImageWish, 'machine'>): Tags => ({
  ...settings.tags,
  ...tags,
  Name: name,
  [TAG.area]: settings.area,
  [TAG.owner]: owner,
  [TAG.run]: run,
});

/** Before the call that makes an image. */
export const writeIntent = ({ intents, effects }: Area, { region }: Site, run: string): Promise<void> =>
  intents.write({ run, region: region.name, calledAt: effects.host.now().toISOString() });
