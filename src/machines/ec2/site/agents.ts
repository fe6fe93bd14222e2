import { allPages } from '../api/pages.ts';
import type { Region } from '../api/region.ts';
import { TAG } from '../machine/tags.ts';

/** AWS's longest page of these. */
const PAGE = 50;

/** The machines of an area in a region whose agent the Session Manager hears, by AWS's names of them. */
export async function agentsOf(region: Region, area: string): Promise<string[]> {
  const Filters = [{ Key: `tag:${TAG.area}`, Values: [area] }];
  const all = await allPages(
    (page) => region.send('DescribeInstanceInformation', { Filters, ...page, MaxResults: PAGE }),
    ({ InstanceInformationList }) => InstanceInformationList,
  );
  return all.flatMap(({ InstanceId, PingStatus }) => (PingStatus === 'Online' && InstanceId ? [InstanceId] : []));
}
