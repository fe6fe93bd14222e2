import { type FilterTable, filtered } from '../protocol/filters.ts';
import { paged } from '../protocol/paging.ts';
import type { Structure } from '../protocol/xml.ts';
import { ACCOUNT } from '../state/cloud.ts';
import type { Image } from '../state/things.ts';
import { asked, type Call, found, NO_IMAGE } from './call.ts';
import { tagSet } from './tags.ts';

const FILTERS: FilterTable<Image> = {
  architecture: ({ architecture }) => [architecture],
  'block-device-mapping.snapshot-id': ({ devices }) => devices.map(({ snapshotId }) => snapshotId),
  description: ({ description }) => [description],
  'image-id': ({ id }) => [id],
  'image-type': () => ['machine'],
  'is-public': ({ isPublic }) => [String(isPublic)],
  name: ({ name }) => [name],
  'owner-id': ({ ownerId }) => [ownerId],
  'root-device-type': () => ['ebs'],
  'source-instance-id': ({ sourceInstanceId }) => [sourceInstanceId],
  state: ({ state }) => [state],
  'virtualization-type': () => ['hvm'],
};

export const describeImages: Call = (context) => {
  const { params, region, now } = context;
  const owners = params.list('Owner').map((owner) => (owner === 'self' ? ACCOUNT : owner));
  const ids = params.list('ImageId');
  const isShown = ({ ownerId, deprecatedAt = Number.POSITIVE_INFINITY }: Image) =>
    (owners.length === 0 || owners.includes(ownerId)) &&
    // An image of another account vanishes from lists when it is deprecated.
    (ids.length > 0 || ownerId === ACCOUNT || params.flag('IncludeDeprecated') === true || deprecatedAt > now);
  const images = asked(region.images, ids, NO_IMAGE, context).filter(isShown);
  const { page, nextToken } = paged(filtered(images, params, FILTERS), params, { least: 1 });
  return { imagesSet: page.map(imageForm), nextToken };
};

export const describeImageAttribute: Call = (context) => {
  const { id, sharedWith } = found(context.region.images, context.params.required('ImageId'), NO_IMAGE, context);
  return { imageId: id, launchPermission: [...sharedWith].map((userId) => ({ userId })) };
};

function imageForm(image: Image): Structure {
  const { id, name, ownerId, createdAt, deprecatedAt } = image;
  return {
    imageId: id,
    imageLocation: `${ownerId}/${name}`,
    imageState: image.state,
    imageOwnerId: ownerId,
    creationDate: new Date(createdAt),
    deprecationTime: deprecatedAt === undefined ? undefined : new Date(deprecatedAt),
    isPublic: image.isPublic,
    architecture: image.architecture,
    imageType: 'machine',
    name,
    description: image.description,
    rootDeviceType: 'ebs',
    rootDeviceName: image.rootDeviceName,
    blockDeviceMapping: image.devices.map((device) => ({
      deviceName: device.deviceName,
      ebs: {
        ...{ snapshotId: device.snapshotId, volumeSize: device.volumeSize, volumeType: device.volumeType },
        ...{ deleteOnTermination: true, encrypted: device.encrypted },
      },
    })),
    virtualizationType: 'hvm',
    tagSet: tagSet(image.tags),
    hypervisor: 'xen',
    imdsSupport: image.imdsSupport,
    sourceImageId: image.sourceImageId,
    sourceImageRegion: image.sourceImageRegion,
    sourceInstanceId: image.sourceInstanceId,
    stateReason:
      image.state === 'failed' ? { code: 'Server.InternalError', message: 'Server.InternalError' } : undefined,
  };
}
