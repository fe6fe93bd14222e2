import { Refusal } from '../../../problem/problem.ts';
import type { Area } from '../area.ts';
import { keyHint } from '../site/key-hint.ts';
import type { Site } from '../site/site.ts';
import { type OwnImage, ownImage } from './image.ts';

/** The image of a run in a region, whatever state it is in; undefined if there is none. */
export async function imageOfRun(site: Site, run: string): Promise<OwnImage | undefined> {
  return ofRun(site, await site.images.look(), run);
}

const ofRun = (site: Site, all: Parameters<typeof ownImages>[1], run: string): OwnImage | undefined =>
  ownImages(site, all).find((image) => image.run === run);

export const ownImages = (site: Site, all: Awaited<ReturnType<Site['images']['look']>>): OwnImage[] =>
  all.flatMap((image) => ownImage(site.region.name, image) ?? []);

/** Waits until an image shows, which may take a while after it was made. */
export const awaitSight = (
  { timing }: Area,
  site: Site,
  run: string,
  patienceMs = timing.settleMs,
): Promise<OwnImage | undefined> => site.images.until((all) => ofRun(site, all, run), patienceMs);

/** Waits until the image of a run can be launched. Refuses with `image-failed`. */
export async function awaitImage(area: Area, site: Site, run: string, name: string): Promise<OwnImage> {
  const { clock } = area.effects;
  const settled = clock.now() + area.timing.settleMs;
  let wasSeen = false;
  const outcome = await site.images.until((all) => {
    const image = ofRun(site, all, run);
    wasSeen ||= image !== undefined;
    if (!image) return wasSeen || clock.now() > settled ? 'gone' : undefined;
    return image.state === 'pending' ? undefined : image;
  }, area.timing.imageMs);
  const what = `image ${name} in ${site.region.name}`;
  if (outcome === undefined) throw failure(`${what} is not ready after ${area.timing.imageMs / 1_000} s`);
  if (outcome === 'gone') throw failure(`${what} was removed while it was made`);
  if (outcome.state === 'failed') throw failure(`${what} failed${await reasonOf(site, outcome)}`, keyHint(site));
  return outcome;
}

const failure = (message: string, more: { hint?: string } = {}): Refusal =>
  new Refusal({ code: 'image-failed', message, ...more });

async function reasonOf({ region }: Site, { ami }: OwnImage): Promise<string> {
  const { Images: [image] = [] } = await region.send('DescribeImages', {
    Filters: [{ Name: 'image-id', Values: [ami] }],
  });
  const reason = image?.StateReason?.Message;
  return reason ? `: ${reason}` : '';
}
