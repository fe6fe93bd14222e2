import type { SecurityGroup } from '@aws-sdk/client-ec2';
import { isAwsCode } from '../api/aws-error.ts';
import { gone } from '../api/gone.ts';
import { allPages } from '../api/pages.ts';
import type { Region } from '../api/region.ts';
import { recordOf, TAG, type Tags, tagSpecifications } from '../machine/tags.ts';

const TRIES = 20;
const PAUSE_MS = 500;

/** How AWS says that there is no such group. */
export const NO_GROUP = ['InvalidGroup.NotFound', 'InvalidSecurityGroupID.NotFound'];

/** A security group that is wanted. */
export interface GroupWish {
  /** The only one of this name in its network. */
  readonly name: string;
  readonly vpc: string;
  readonly area: string;
  readonly description: string;
  readonly tags: Tags;
}

/** Makes a security group; gives its id. A second try finds what the first one made, if its answer was lost. */
export async function makeGroup(region: Region, wish: GroupWish, isOurs: (tags: Tags) => boolean): Promise<string> {
  const { name, vpc, description, tags } = wish;
  try {
    const { GroupId } = await region.send('CreateSecurityGroup', {
      ...{ GroupName: name, VpcId: vpc, Description: description },
      TagSpecifications: tagSpecifications(['security-group'], tags),
    });
    return GroupId ?? '';
  } catch (error) {
    if (!isAwsCode(error, 'InvalidGroup.Duplicate')) throw error;
    const found = await find(region, wish, isOurs);
    if (found === undefined) throw error;
    return found;
  }
}

/** It was made a moment ago, and not all of AWS knows it yet. One of that name that is not ours is none. */
async function find(
  region: Region,
  { name, vpc, area }: GroupWish,
  isOurs: (tags: Tags) => boolean,
): Promise<string | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const all = await groupsOf(region, area);
    const found = all.find((group) => group.GroupName === name && group.VpcId === vpc);
    if (found?.GroupId && isOurs(recordOf(found.Tags))) return found.GroupId;
    await region.clock.sleep(PAUSE_MS);
  }
  return undefined;
}

/** Changes a group, where it is as good that AWS says with this code that it is so already. */
export async function unlessDone(region: Region, code: string, act: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return void (await act());
    } catch (error) {
      if (isAwsCode(error, code)) return;
      // It was made a moment ago, and not all of AWS knows it yet.
      if (!isAwsCode(error, ...NO_GROUP) || tries > TRIES) throw error;
      await region.clock.sleep(PAUSE_MS);
    }
  }
}

/** Removes a group; gives whether it is gone: one that is used is not. */
export async function deleteGroup(region: Region, group: string): Promise<boolean> {
  try {
    await gone(region.send('DeleteSecurityGroup', { GroupId: group }), ...NO_GROUP);
    return true;
  } catch (error) {
    if (isAwsCode(error, 'DependencyViolation', 'InvalidGroup.InUse')) return false;
    throw error;
  }
}

/** All security groups of an area in a region. */
export function groupsOf(region: Region, area: string): Promise<SecurityGroup[]> {
  const Filters = [{ Name: `tag:${TAG.area}`, Values: [area] }];
  return allPages(
    (page) => region.send('DescribeSecurityGroups', { Filters, ...page }),
    ({ SecurityGroups }) => SecurityGroups,
  );
}
