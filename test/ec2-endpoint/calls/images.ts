import { AwsError } from '../protocol/aws-error.ts';
import { ACCOUNT } from '../state/cloud.ts';
import { beginImage } from '../state/image-life.ts';
import type { Region } from '../state/region.ts';
import type { Image, ImageDevice, Instance, Snapshot, Volume } from '../state/things.ts';
import { type Call, type CallContext, found, NO_IMAGE, NO_INSTANCE } from './call.ts';
import { onceByToken } from './client-token.ts';
import { checkDescription } from './limits.ts';
import { checkTagKinds, tagsFor } from './tags.ts';

export const createImage: Call = (context) => {
  const { cloud, params, region } = context;
  checkTagKinds(params, 'image', 'snapshot');
  const instance = found(region.instances, params.required('InstanceId'), NO_INSTANCE, context);
  checkImageable(instance);
  const name = checkedName(context);
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

export const copyImage: Call = (context) => {
  checkTagKinds(context.params, 'image', 'snapshot');
  return { imageId: onceByToken('CopyImage', context, () => makeCopy(context)) };
};

export const deregisterImage: Call = (context) => {
  const image = ownImage(context);
  context.region.images.delete(image.id);
  if (context.params.flag('DeleteAssociatedSnapshots') !== true) return { return: true };
  const ids = image.devices.map(({ snapshotId }) => snapshotId);
  for (const id of ids) removeSnapshot(context, id);
  return { return: true, deleteSnapshotResultSet: ids.map((snapshotId) => ({ snapshotId, returnCode: 'success' })) };
};

export const modifyImageAttribute: Call = (context) => {
  const { sharedWith } = ownImage(context);
  const { params } = context;
  const changes = params.part('LaunchPermission');
  for (const item of changes.items('Add')) sharedWith.add(item.required('UserId'));
  for (const item of changes.items('Remove')) sharedWith.delete(item.required('UserId'));
  const [operation, users] = [params.text('OperationType'), params.list('UserId')];
  for (const user of users) operation === 'remove' ? sharedWith.delete(user) : sharedWith.add(user);
  return { return: true };
};

export const enableImageDeprecation: Call = (context) => {
  const at = Date.parse(context.params.required('DeprecateAt'));
  if (!(at > context.now)) throw new AwsError('InvalidParameterValue', 'The deprecation date must be in the future');
  ownImage(context).deprecatedAt = at;
  return { return: true };
};

export const disableImageDeprecation: Call = (context) => {
  ownImage(context).deprecatedAt = undefined;
  return { return: true };
};

/** Removes a snapshot and its disk. */
export function removeSnapshot({ cloud, region }: CallContext, id: string): void {
  region.snapshots.delete(id);
  // A disk that cannot be removed goes when the endpoint ends.
  cloud.backEnd.forget(id).catch(() => undefined);
}

function makeCopy(context: CallContext): string {
  const { cloud, params, region } = context;
  const source = cloud.region(params.required('SourceRegion'));
  const original = found(source.images, params.required('SourceImageId'), NO_IMAGE, { ...context, region: source });
  if (original.state !== 'available') throw new AwsError('InvalidAMIID.Unavailable', `${original.id} is not available`);
  const name = checkedName(context);
  const disks = original.devices.map((device) => copyOfDisk(context, source, device));
  const image: Image = {
    ...original,
    ...cloud.thing(
      'ami',
      copiedTags(params.flag('CopyImageTags') ?? false, original, context),
      cloud.faults.notFoundMs,
    ),
    ...{ name, description: params.text('Description') ?? original.description, ownerId: ACCOUNT, isPublic: false },
    devices: disks.map(({ device }) => device),
    ...{ sourceImageId: original.id, sourceImageRegion: source.name, sourceInstanceId: undefined },
    ...{ sharedWith: new Set<string>(), state: 'pending', deprecatedAt: undefined },
  };
  region.images.set(image.id, image);
  for (const { snapshot } of disks) region.snapshots.set(snapshot.id, snapshot);
  const snapshots = disks.map(({ snapshot }) => snapshot);
  void beginImage(cloud, image, snapshots, ({ id }) => {
    const from = disks.find(({ snapshot }) => snapshot.id === id)?.from ?? '';
    return cloud.backEnd.copy(from, id);
  });
  return image.id;
}

function copyOfDisk(context: CallContext, source: Region, device: ImageDevice) {
  const { cloud, params, region } = context;
  const original = source.snapshots.get(device.snapshotId);
  const encrypted = (params.flag('Encrypted') ?? false) || device.encrypted;
  const snapshot: Snapshot = {
    ...cloud.thing('snap', tagsFor(params, 'snapshot'), cloud.faults.notFoundMs),
    ...{ volumeId: 'vol-ffffffff', volumeSize: device.volumeSize, encrypted, ownerId: ACCOUNT, state: 'pending' },
    kmsKeyId: encrypted ? (params.text('KmsKeyId') ?? original?.kmsKeyId) : undefined,
    description: `Copied for DestinationAmi in ${region.name} from ${device.snapshotId}`,
  };
  return { from: device.snapshotId, snapshot, device: { ...device, snapshotId: snapshot.id, encrypted } };
}

function copiedTags(copies: boolean, original: Image, { params }: CallContext): Map<string, string> {
  return new Map([...(copies ? original.tags : []), ...tagsFor(params, 'image')]);
}

function checkImageable({ id, state }: Instance): void {
  if (state === 'running' || state === 'stopped' || state === 'stopping') return;
  throw new AwsError(
    'IncorrectInstanceState',
    `The instance '${id}' is not in a state from which an image can be made.`,
  );
}

/** The name that a request gives to a new image: one that no image of the account in this region has. */
function checkedName({ params, region }: CallContext): string {
  const name = params.required('Name');
  checkDescription(params.text('Description') ?? '');
  if (!/^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/.test(name)) {
    const words = `AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')', '.', '-', '/' and '_'`;
    throw new AwsError('InvalidAMIName.Malformed', words);
  }
  const same = [...region.images.values()].find((image) => image.name === name && image.ownerId === ACCOUNT);
  if (!same) return name;
  throw new AwsError('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${same.id}`);
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

function ownImage(context: CallContext): Image {
  const image = found(context.region.images, context.params.required('ImageId'), NO_IMAGE, context);
  if (image.ownerId === ACCOUNT) return image;
  throw new AwsError('AuthFailure', `Not authorized for image:${image.id}`, 403);
}
