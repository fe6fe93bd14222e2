import { AwsError } from '../protocol/aws-error.ts';
import { ACCOUNT } from '../state/cloud.ts';
import type { Image } from '../state/things.ts';
import { type Call, type CallContext, found, NO_IMAGE } from './call.ts';
import { defaultKey } from './default-key.ts';
import { removeSnapshot } from './remove-snapshot.ts';

export const deregisterImage: Call = (context) => {
  const image = ownImage(context);
  context.region.images.delete(image.id);
  if (context.params.flag('DeleteAssociatedSnapshots') !== true) return { return: true };
  const ids = image.devices.map(({ snapshotId }) => snapshotId);
  for (const id of ids) removeSnapshot(context, id);
  return { return: true, deleteSnapshotResultSet: ids.map((snapshotId) => ({ snapshotId, returnCode: 'success' })) };
};

export const modifyImageAttribute: Call = (context) => {
  const image = ownImage(context);
  const { sharedWith } = image;
  const { params } = context;
  checkShareable(context, image);
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

/** No other account can be given the key that AWS manages. */
function checkShareable({ region }: CallContext, { devices }: Image): void {
  const keys = devices.map(({ snapshotId }) => region.snapshots.get(snapshotId)?.kmsKeyId);
  if (!keys.includes(defaultKey(region))) return;
  const words = 'Snapshots encrypted with the AWS Managed CMK can’t be shared. Specify another snapshot.';
  throw new AwsError('InvalidParameter', words);
}

function ownImage(context: CallContext): Image {
  const image = found(context.region.images, context.params.required('ImageId'), NO_IMAGE, context);
  if (image.ownerId === ACCOUNT) return image;
  throw new AwsError('AuthFailure', `Not authorized for image:${image.id}`, 403);
}
