import { AwsError } from '../protocol/aws-error.ts';
import type { Params } from '../protocol/params.ts';
import type { Structure } from '../protocol/xml.ts';
import type { Region } from '../state/region.ts';
import type { Thing } from '../state/things.ts';
import type { Call, CallContext } from './call.ts';
import { checkTag, checkTags } from './limits.ts';

/** The tags that a call puts on things of one kind as it makes them (`TagSpecification`). */
export function tagsFor(params: Params, resourceType: string): Map<string, string> {
  const specifications = params.items('TagSpecification').filter((item) => item.text('ResourceType') === resourceType);
  return new Map(specifications.flatMap((item) => tagsIn(item)));
}

/** Refuses tags for a kind that the call does not make. */
export function checkTagKinds(params: Params, ...kinds: readonly string[]): void {
  for (const item of params.items('TagSpecification')) {
    const kind = item.required('ResourceType');
    if (kinds.includes(kind)) continue;
    throw new AwsError('InvalidParameterValue', `'${kind}' is not a valid taggable resource type for this operation.`);
  }
}

/** A `tagSet`; a thing without tags has none. */
export function tagSet(tags: ReadonlyMap<string, string>): Structure[] | undefined {
  return tags.size === 0 ? undefined : [...tags].map(([key, value]) => ({ key, value }));
}

export const createTags: Call = (context) => {
  const tags = tagsIn(context.params);
  for (const id of context.params.list('ResourceId')) {
    const thing = anyThing(context, id);
    for (const [key, value] of tags) thing.tags.set(key, value);
  }
  return { return: true };
};

export const deleteTags: Call = (context) => {
  for (const id of context.params.list('ResourceId')) {
    const thing = anyThing(context, id);
    for (const item of context.params.items('Tag')) thing.tags.delete(item.required('Key'));
  }
  return { return: true };
};

function tagsIn(params: Params): [string, string][] {
  const tags = params.items('Tag').map((tag): [string, string] => [tag.required('Key'), tag.text('Value') ?? '']);
  for (const [key, value] of tags) checkTag(key, value);
  checkTags(tags);
  return tags;
}

function anyThing({ region, now }: CallContext, id: string): Thing {
  const thing = allThings(region).find((candidate) => candidate.id === id);
  if (thing && thing.visibleAt <= now) return thing;
  throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
}

function allThings(region: Region): Thing[] {
  const { instances, networkInterfaces, volumes, snapshots, images, securityGroups, addresses } = region;
  return [instances, networkInterfaces, volumes, snapshots, images, securityGroups, addresses].flatMap((things) => [
    ...things.values(),
  ]);
}
