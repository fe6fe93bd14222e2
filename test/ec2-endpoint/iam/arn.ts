import { ACCOUNT } from '../state/cloud.ts';

/** The partition that a region is in. */
const partitionIn = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

/** The name of a thing: of a region's partition, and unless said otherwise of the region and the account. */
export const arnIn = (region: string, service: string, thing: string, of = `${region}:${ACCOUNT}`): string =>
  `arn:${partitionIn(region)}:${service}:${of}:${thing}`;

/** The name of a service in conditions, which ends differently in China. */
export const serviceIn = (region: string, service: string): string =>
  `${service}.amazonaws.com${partitionIn(region) === 'aws-cn' ? '.cn' : ''}`;
