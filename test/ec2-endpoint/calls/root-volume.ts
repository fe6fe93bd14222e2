import { AwsError } from '../protocol/aws-error.ts';
import type { Image, Instance, Subnet, Volume } from '../state/things.ts';
import type { CallContext } from './call.ts';
import { defaultKey } from './default-key.ts';
import { tagsFor } from './tags.ts';

/** Makes the root volume of an instance: what the request says of the device, over what the image says. */
export function rootVolume(
  { cloud, params, region }: CallContext,
  image: Image,
  instanceId: string,
  subnet: Subnet,
): Instance['volumes'][number] {
  const device = image.devices[0];
  if (!device) throw new AwsError('InvalidParameterValue', `${image.id} has no root device`);
  const wanted = params.items('BlockDeviceMapping').find((item) => item.text('DeviceName') === device.deviceName);
  const ebs = wanted?.part('Ebs');
  const size = ebs?.number('VolumeSize') ?? device.volumeSize;
  if (size < device.volumeSize) {
    const words = `Volume of size ${size}GB is smaller than snapshot '${device.snapshotId}', expect size >= ${device.volumeSize}GB`;
    throw new AwsError('InvalidBlockDeviceMapping', words);
  }
  const encrypted = (ebs?.flag('Encrypted') ?? false) || device.encrypted;
  const volume: Volume = {
    ...cloud.thing('vol', tagsFor(params, 'volume'), cloud.faults.notFoundMs),
    size,
    volumeType: ebs?.text('VolumeType') ?? device.volumeType,
    encrypted,
    kmsKeyId: encrypted ? (ebs?.text('KmsKeyId') ?? defaultKey(region)) : undefined,
    snapshotId: device.snapshotId,
    availabilityZone: subnet.availabilityZone,
    instanceId,
  };
  region.volumes.set(volume.id, volume);
  const deleteOnTermination = ebs?.flag('DeleteOnTermination') ?? true;
  return { deviceName: device.deviceName, volumeId: volume.id, deleteOnTermination };
}
