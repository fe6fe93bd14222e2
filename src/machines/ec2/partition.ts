/** AWS's partitions by how the names of their regions begin; accounts, images and ARNs of one are unknown to the others. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['eu-isoe-', 'aws-iso-e'],
];

/** The partition that a region is in, as ARNs name it: `aws`, `aws-cn`. */
export const partitionOf = (region: string): string =>
  BEGINNINGS.find(([beginning]) => region.startsWith(beginning))?.[1] ?? 'aws';
