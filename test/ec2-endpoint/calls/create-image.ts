import { AwsError } from '../protocol/aws-error.ts';
import { ACCOUNT } from '../state/cloud.ts';
import { beginImage } from '../state/image-life.ts';
import type { Image, ImageDevice, Instance, Snapshot, Volume } from '../state/things.ts';
import { type Call, type CallContext, found, NO_INSTANCE } from './call.ts';
import { newImageName } from './image-name.ts';
import { checkTagKinds, tagsFor } from './tags.ts';

export const createImage: Call = (context) => {
  const { cloud, params, region } = context;
  checkTagKinds(params, 'image', 'snapshot');
  const instance = found(region.instances, params.required('InstanceId'), NO_INSTANCE, context);
  checkImageable(instance);
  const name = newImageName(context);
  const disks = instance.volumes.map(({ deviceName, volumeId }) => {
    const volume = region.volumes.get(volumeId);
    if (!volume) throw new AwsError('InternalError', `${volumeId} is gone`, 500);
    return { deviceName, volume, snapshot: snapshotOf(context, volume, `Created by CreateImage(${instance.id})`) };
  });
  const parent = region.images.get(instance.imageId);
  const image: Image = {
    ...cloud.thing('ami', tagsFor(params, 'image'), cloud.faults.notFoundMs),
    ...{ name, description: params.text('Description') ?? '', ownerId: ACCOUNT, isPublic: false },
    ...{ architecture: instance.architecture, rootDeviceName: instance.rootDeviceName },
    devices: disks.map(({ deviceName, volume, snapshot }) => deviceOf(deviceName, volume, snapshot)),
    imdsSupport: parent?.imdsSupport,
    ...{ sourceImageId: parent?.id, sourceImageRegion: region.name, sourceInstanceId: instance.id },
    ...{ sharedWith: new Set<string>(), state: 'pending', deprecatedAt: undefined },
  };
  region.images.set(image.id, image);
  const snapshots = disks.map(({ snapshot }) => snapshot);
  for (const snapshot of snapshots) region.snapshots.set(snapshot.id, snapshot);
  void beginImage(cloud, image, snapshots, ({ id }) => cloud.backEnd.capture(instance.id, id));
  return { imageId: image.id };
};

function checkImageable({ id, state }: Instance): void {
  if (state === 'running' || state === 'stopped' || state === 'stopping') return;
  throw new AwsError(
    'IncorrectInstanceState',
    `The instance '${id}' is not in a state from which an image can be made.`,
  );
}

function snapshotOf({ cloud, params }: CallContext, volume: Volume, description: string): Snapshot {
  const { encrypted, kmsKeyId, size: volumeSize, id: volumeId } = volume;
  const thing = cloud.thing('snap', tagsFor(params, 'snapshot'), cloud.faults.notFoundMs);
  return { ...thing, volumeId, volumeSize, encrypted, kmsKeyId, ownerId: ACCOUNT, description, state: 'pending' };
}

function deviceOf(deviceName: string, volume: Volume, snapshot: Snapshot): ImageDevice {
  const { size: volumeSize, volumeType, encrypted } = volume;
  return { deviceName, snapshotId: snapshot.id, volumeSize, volumeType, encrypted };
}
