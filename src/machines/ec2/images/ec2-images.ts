import { Refusal } from '../../../problem/problem.ts';
import type { Area } from '../area.ts';
import { ownImages } from './await-image.ts';
import { copyImage } from './copy-image.ts';
import { createImage, type ImageWish } from './create-image.ts';
import type { OwnImage } from './image.ts';
import { offerImage } from './offer-image.ts';
import { type FoundImage, findParent } from './parent-image.ts';
import { discardRun, removeImage } from './remove-image.ts';
import { type ImageClaims, unnamedImages } from './unnamed-images.ts';

/** What ledger and journal say of images; asked once all images are known, so that one that is made meanwhile is no matter. */
export type TagClaims = Pick<ImageClaims, 'named' | 'underWay'>;

/** AMIs of an area. Each act may be done twice, and by another process. */
export interface Ec2Images {
  /** What the settings say to bake from; refuses with `unknown-image`, and with `wrong-value` where they name a ledger's tag. */
  parent(): Promise<FoundImage>;
  /** An image of a stopped machine, which can be launched when this returns. Refuses with `image-failed`. */
  create(wish: ImageWish): Promise<OwnImage>;
  /** Copies of it in the other regions of the settings. */
  copy(image: OwnImage, wish: Omit<ImageWish, 'machine'>): Promise<OwnImage[]>;
  /** Lets the settings' accounts launch it, and deprecates it when the settings say so. */
  offer(image: OwnImage): Promise<void>;
  /** All images that were made in this area, in all regions of the settings. */
  list(): Promise<OwnImage[]>;
  /** Those of them that no tag names and no bake is making. */
  unnamed(claims: () => Promise<TagClaims>): Promise<OwnImage[]>;
  /** Those of these images, ours or not, that can be launched in a region. */
  launchable(region: string, amis: readonly string[]): Promise<ReadonlySet<string>>;
  /** Removes an image and its snapshots; false where there is none with our tags. */
  remove(region: string, ami: string): Promise<boolean>;
  /** Takes back all that was made for a run. */
  discard(run: string): Promise<void>;
}

export function ec2Images(area: Area): Ec2Images {
  const list = async () =>
    (await Promise.all(area.sites.map(async (site) => ownImages(site, await site.images.look())))).flat();
  return {
    parent: () => parent(area),
    create: (wish) => createImage(area, wish),
    copy: (image, wish) => copyImage(area, image, wish),
    offer: (image) => offerImage(area, image),
    list,
    unnamed: async (claims) => unnamedImages(await list(), { ...claimsOf(area), ...(await claims()) }),
    launchable: (region, amis) => launchable(area, region, amis),
    remove: (region, ami) => removeImage(area, region, ami),
    discard: (run) => discardRun(area, run),
  };
}

const claimsOf = ({ owner, timing, effects }: Area): Pick<ImageClaims, 'owner' | 'before'> => ({
  owner,
  before: new Date(effects.host.now().getTime() - timing.expireMs).toISOString(),
});

/** AWS takes so many values of a filter at once. */
const MOST_VALUES = 200;

async function launchable(area: Area, name: string, amis: readonly string[]): Promise<ReadonlySet<string>> {
  const { region } = area.siteIn(name);
  const there = new Set<string>();
  for (let first = 0; first < amis.length; first += MOST_VALUES) {
    const Filters = [
      { Name: 'image-id', Values: amis.slice(first, first + MOST_VALUES) },
      { Name: 'state', Values: ['available'] },
    ];
    const { Images = [] } = await region.send('DescribeImages', { Filters, IncludeDeprecated: true });
    for (const { ImageId = '' } of Images) there.add(ImageId);
  }
  return there;
}

async function parent({ settings, siteIn }: Area): Promise<FoundImage> {
  const { parent: wanted, architecture } = settings;
  if (wanted.kind !== 'tag') return findParent(siteIn(undefined).region, wanted, architecture);
  throw new Refusal({
    code: 'wrong-value',
    message: `ec2.parent names ${wanted.tag}, a tag of the ledger: there is no newer image to look for`,
    hint: 'rolebake plan says what is baked on it',
  });
}
