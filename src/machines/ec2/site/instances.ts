import type { Instance } from '@aws-sdk/client-ec2';
import { allPages } from '../api/pages.ts';
import type { Region } from '../api/region.ts';
import { TAG } from '../machine/tags.ts';

const THERE = ['pending', 'running', 'stopping', 'stopped', 'shutting-down'];

/** All machines of an area in a region that are not gone. */
export function instancesOf(region: Region, area: string): Promise<Instance[]> {
  const Filters = [
    { Name: `tag:${TAG.area}`, Values: [area] },
    { Name: 'instance-state-name', Values: THERE },
  ];
  return allPages(
    (page) => region.send('DescribeInstances', { Filters, ...page }),
    ({ Reservations: all }) => all?.flatMap(({ Instances }) => Instances ?? []),
  );
}
