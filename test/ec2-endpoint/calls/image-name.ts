import { AwsError } from '../protocol/aws-error.ts';
import { ACCOUNT } from '../state/cloud.ts';
import type { CallContext } from './call.ts';
import { checkDescription } from './limits.ts';

/** The name that a request gives to a new image: one that no image of the account in this region has. */
export function newImageName({ params, region }: CallContext): string {
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
