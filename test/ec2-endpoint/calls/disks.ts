import { AwsError } from '../protocol/aws-error.ts';
import { type FilterTable, filtered } from '../protocol/filters.ts';
import { paged } from '../protocol/paging.ts';
import { ACCOUNT } from '../state/cloud.ts';
import type { Region } from '../state/region.ts';
import type { Snapshot, Volume } from '../state/things.ts';
import { asked, type Call, found, NO_SNAPSHOT, NO_VOLUME } from './call.ts';
import { removeSnapshot } from './remove-snapshot.ts';
import { tagSet } from './tags.ts';

const SNAPSHOT_FILTERS: FilterTable<Snapshot> = {
  description: ({ description }) => [description],
  encrypted: ({ encrypted }) => [String(encrypted)],
  'owner-id': ({ ownerId }) => [ownerId],
  'snapshot-id': ({ id }) => [id],
  status: ({ state }) => [state],
  'volume-id': ({ volumeId }) => [volumeId],
};

const VOLUME_FILTERS: FilterTable<Volume> = {
  'attachment.instance-id': ({ instanceId }) => [instanceId],
  'availability-zone': ({ availabilityZone }) => [availabilityZone],
  encrypted: ({ encrypted }) => [String(encrypted)],
  'snapshot-id': ({ snapshotId }) => [snapshotId],
  status: (volume) => [statusOf(volume)],
  'volume-id': ({ id }) => [id],
  'volume-type': ({ volumeType }) => [volumeType],
};

export const describeSnapshots: Call = (context) => {
  const { params, region } = context;
  const owners = params.list('Owner').map((owner) => (owner === 'self' ? ACCOUNT : owner));
  const ids = params.list('SnapshotId');
  const snapshots = asked(region.snapshots, ids, NO_SNAPSHOT, context).filter(
    ({ ownerId }) => owners.length === 0 || owners.includes(ownerId),
  );
  const rules = { ids: 'SnapshotId', idsExcludePaging: true };
  const { page, nextToken } = paged(filtered(snapshots, params, SNAPSHOT_FILTERS), params, rules);
  const snapshotSet = page.map((snapshot) => ({
    ...{
      snapshotId: snapshot.id,
      volumeId: snapshot.volumeId,
      volumeSize: snapshot.volumeSize,
      ownerId: snapshot.ownerId,
    },
    status: snapshot.state,
    startTime: new Date(snapshot.createdAt),
    progress: snapshot.state === 'completed' ? '100%' : '0%',
    description: snapshot.description,
    encrypted: snapshot.encrypted,
    kmsKeyId: snapshot.kmsKeyId,
    tagSet: tagSet(snapshot.tags),
  }));
  return { snapshotSet, nextToken };
};

export const deleteSnapshot: Call = (context) => {
  const { params, region } = context;
  const { id } = found(region.snapshots, params.required('SnapshotId'), NO_SNAPSHOT, context);
  const user = [...region.images.values()].find(({ devices }) => devices.some(({ snapshotId }) => snapshotId === id));
  if (user) throw new AwsError('InvalidSnapshot.InUse', `The snapshot ${id} is currently in use by ${user.id}`);
  removeSnapshot(context, id);
  return { return: true };
};

export const describeVolumes: Call = (context) => {
  const { params, region } = context;
  const volumes = asked(region.volumes, params.list('VolumeId'), NO_VOLUME, context);
  const rules = { ids: 'VolumeId', idsExcludePaging: true };
  const { page, nextToken } = paged(filtered(volumes, params, VOLUME_FILTERS), params, rules);
  const volumeSet = page.map((volume) => ({
    ...{ volumeId: volume.id, size: volume.size, snapshotId: volume.snapshotId, volumeType: volume.volumeType },
    availabilityZone: volume.availabilityZone,
    status: statusOf(volume),
    createTime: new Date(volume.createdAt),
    encrypted: volume.encrypted,
    kmsKeyId: volume.kmsKeyId,
    attachmentSet: attachments(region, volume),
    tagSet: tagSet(volume.tags),
  }));
  return { volumeSet, nextToken };
};

export const deleteVolume: Call = (context) => {
  const { params, region } = context;
  const { id, instanceId } = found(region.volumes, params.required('VolumeId'), NO_VOLUME, context);
  if (instanceId) throw new AwsError('VolumeInUse', `Volume ${id} is currently attached to ${instanceId}`);
  region.volumes.delete(id);
  return { return: true };
};

const statusOf = ({ instanceId }: Volume): string => (instanceId === undefined ? 'available' : 'in-use');

function attachments(region: Region, volume: Volume) {
  const instance = region.instances.get(volume.instanceId ?? '');
  const disk = instance?.volumes.find(({ volumeId }) => volumeId === volume.id);
  if (!instance || !disk) return [];
  const { deviceName: device, deleteOnTermination } = disk;
  const attachTime = new Date(volume.createdAt);
  return [
    { volumeId: volume.id, instanceId: instance.id, device, status: 'attached', attachTime, deleteOnTermination },
  ];
}
