import type { Image, Snapshot } from '@aws-sdk/client-ec2';
import { allPages } from '../api/pages.ts';
import type { Region } from '../api/region.ts';
import { TAG } from '../machine/tags.ts';

/** All images that were made in an area, in one region. */
export function imagesOf(region: Region, area: string): Promise<Image[]> {
  return allPages(
    (page) =>
      region.send('DescribeImages', { Owners: ['self'], IncludeDeprecated: true, Filters: ourTag(area), ...page }),
    ({ Images }) => Images,
  );
}

/** All snapshots that were made in an area, in one region. */
export function snapshotsOf(region: Region, area: string): Promise<Snapshot[]> {
  return allPages(
    (page) => region.send('DescribeSnapshots', { OwnerIds: ['self'], Filters: ourTag(area), ...page }),
    ({ Snapshots }) => Snapshots,
  );
}

const ourTag = (area: string) => [{ Name: `tag:${TAG.area}`, Values: [area] }];
