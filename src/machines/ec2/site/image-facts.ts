import { Refusal } from '../../../problem/problem.ts';
import type { Region } from '../api/region.ts';

/** What a launch needs to know of an image. */
export interface ImageFacts {
  readonly rootDevice: string;
  readonly architecture: string;
}

/** Looks an image up. Refuses with `unknown-image` where the region has none such that can be launched. */
export async function imageFacts(region: Region, ami: string): Promise<ImageFacts> {
  const { Images: [image] = [] } = await region.send('DescribeImages', {
    Filters: [{ Name: 'image-id', Values: [ami] }],
    IncludeDeprecated: true,
  });
  if (image?.State === 'available')
    return { rootDevice: image.RootDeviceName ?? '/dev/xvda', architecture: image.Architecture ?? '' };
  const message = image ? `the image ${ami} is ${image.State}` : `${region.name} has no image ${ami} for this account`;
  throw new Refusal({ code: 'unknown-image', message });
}
