import { mayChangeKey } from '../iam/key-use.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { ACCOUNT } from '../state/cloud.ts';
import { beginImage } from '../state/image-life.ts';
import type { Image, ImageDevice, Snapshot } from '../state/things.ts';
import { type Call, type CallContext, found, NO_IMAGE } from './call.ts';
import { onceByToken } from './client-token.ts';
import { defaultKey } from './default-key.ts';
import { newImageName } from './image-name.ts';
import { checkTagKinds, tagsFor } from './tags.ts';

export const copyImage: Call = (context) => {
  checkTagKinds(context.params, 'image', 'snapshot');
  return { imageId: onceByToken('CopyImage', context, () => makeCopy(context)) };
};

function makeCopy(context: CallContext): string {
  const { cloud, params, region } = context;
  const source = cloud.region(params.required('SourceRegion'));
  const original = found(source.images, params.required('SourceImageId'), NO_IMAGE, { ...context, region: source });
  if (original.state !== 'available') throw new AwsError('InvalidAMIID.Unavailable', `${original.id} is not available`);
  const name = newImageName(context);
  const disks = original.devices.map((device) => copyOfDisk(context, device));
  const keyOf = (id: string) => ({ region: source, key: source.snapshots.get(id)?.kmsKeyId });
  const isAllowed = disks.every(({ from, snapshot }) =>
    mayChangeKey(cloud, keyOf(from), { region, key: snapshot.kmsKeyId }),
  );
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
  void beginImage(cloud, image, snapshots, async ({ id }) => {
    if (!isAllowed) throw new Error('Given key ID is not accessible');
    const from = disks.find(({ snapshot }) => snapshot.id === id)?.from ?? '';
    await cloud.backEnd.copy(from, id);
  });
  return image.id;
}

function copyOfDisk(context: CallContext, device: ImageDevice) {
  const { cloud, params, region } = context;
  const encrypted = (params.flag('Encrypted') ?? false) || device.encrypted;
  const snapshot: Snapshot = {
    ...cloud.thing('snap', tagsFor(params, 'snapshot'), cloud.faults.notFoundMs),
    ...{ volumeId: 'vol-ffffffff', volumeSize: device.volumeSize, encrypted, ownerId: ACCOUNT, state: 'pending' },
    kmsKeyId: encrypted ? (params.text('KmsKeyId') ?? defaultKey(region)) : undefined,
    description: `Copied for DestinationAmi in ${region.name} from ${device.snapshotId}`,
  };
  return { from: device.snapshotId, snapshot, device: { ...device, snapshotId: snapshot.id, encrypted } };
}

function copiedTags(copies: boolean, original: Image, { params }: CallContext): Map<string, string> {
  return new Map([...(copies ? original.tags : []), ...tagsFor(params, 'image')]);
}
