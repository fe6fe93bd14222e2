import type { Image } from '@aws-sdk/client-ec2';
import { Refusal } from '../../../problem/problem.ts';
import { unreachable } from '../../../problem/unreachable.ts';
import { isAwsCode } from '../api/aws-error.ts';
import { allPages } from '../api/pages.ts';
import type { Region } from '../api/region.ts';
import type { Architecture, ParentImage } from '../settings.ts';

/** An image to bake from, as it is now. */
export interface FoundImage {
  readonly region: string;
  readonly ami: string;
  readonly name: string;
  /** The account that made it. */
  readonly owner: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/**
 * Finds the image that the settings mean. Refuses with `unknown-image`. A tag of the ledger names an image itself: its
 * reader asks for it by its id.
 */
export async function findParent(
  region: Region,
  parent: Exclude<ParentImage, { kind: 'tag' }>,
  architecture: Architecture,
): Promise<FoundImage> {
  const found = await lookUp(region, parent, architecture);
  if (found === undefined) throw unknownImage(`${region.name} has no image ${described(parent)}`);
  if (found.Architecture !== architecture)
    throw unknownImage(
      `the image ${found.ImageId} is for ${found.Architecture}, and ec2.architecture is ${architecture}`,
    );
  return {
    region: region.name,
    ami: found.ImageId ?? '',
    name: found.Name ?? '',
    owner: found.OwnerId ?? '',
    createdAt: found.CreationDate ?? '',
  };
}

async function lookUp(
  region: Region,
  parent: Exclude<ParentImage, { kind: 'tag' }>,
  architecture: Architecture,
): Promise<Image | undefined> {
  switch (parent.kind) {
    case 'id':
      return byId(region, parent.ami);
    case 'parameter':
      return byId(region, await parameter(region, parent.name));
    case 'newest':
      return newest(region, parent.owner, parent.name, architecture);
    default:
      return unreachable(parent);
  }
}

async function byId(region: Region, ami: string): Promise<Image | undefined> {
  const Filters = [{ Name: 'image-id', Values: [ami] }];
  return (await region.send('DescribeImages', { Filters, IncludeDeprecated: true })).Images?.[0];
}

async function parameter(region: Region, name: string): Promise<string> {
  try {
    return (await region.send('GetParameter', { Name: name })).Parameter?.Value ?? '';
  } catch (error) {
    if (isAwsCode(error, 'ParameterNotFound')) throw unknownImage(`${region.name} has no parameter ${name}`);
    throw error;
  }
}

async function newest(region: Region, owner: string, name: string, architecture: Architecture) {
  const Filters = [
    { Name: 'name', Values: [name] },
    { Name: 'architecture', Values: [architecture] },
    { Name: 'state', Values: ['available'] },
  ];
  const all = await allPages(
    (page) => region.send('DescribeImages', { Owners: [owner], Filters, ...page }),
    ({ Images }) => Images,
  );
  return all.sort((one, other) => ((one.CreationDate ?? '') < (other.CreationDate ?? '') ? 1 : -1))[0];
}

function described(parent: Exclude<ParentImage, { kind: 'tag' }>): string {
  switch (parent.kind) {
    case 'id':
      return parent.ami;
    case 'parameter':
      return `that parameter ${parent.name} names`;
    case 'newest':
      return `${parent.name} of ${parent.owner}`;
    default:
      return unreachable(parent);
  }
}

const unknownImage = (message: string): Refusal =>
  new Refusal({ code: 'unknown-image', message, hint: 'ec2.parent in rolebake.yaml says what to bake from' });
