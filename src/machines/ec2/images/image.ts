import type { Image } from '@aws-sdk/client-ec2';
import { recordOf, TAG } from '../machine/tags.ts';

/** An AMI of ours. */
export interface OwnImage {
  readonly region: string;
  readonly ami: string;
  readonly name: string;
  /** What it was made for: whoever asked for it knows it by that. */
  readonly run: string;
  /** The state folder that answers for it. */
  readonly owner: string;
  readonly state: 'pending' | 'available' | 'failed';
  /** The disks that it keeps, which cost as long as they are there. */
  readonly snapshots: readonly string[];
  /** ISO 8601. */
  readonly createdAt: string;
}

/** An image as AWS shows it; undefined for one that has not our tags. */
export function ownImage(region: string, image: Image): OwnImage | undefined {
  const { [TAG.run]: run, [TAG.owner]: owner = '' } = recordOf(image.Tags);
  if (run === undefined) return undefined;
  const devices = image.BlockDeviceMappings ?? [];
  return {
    ...{ region, run, owner },
    ami: image.ImageId ?? '',
    name: image.Name ?? '',
    state: image.State === 'available' || image.State === 'pending' ? image.State : 'failed',
    snapshots: devices.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []),
    createdAt: image.CreationDate ?? '',
  };
}
