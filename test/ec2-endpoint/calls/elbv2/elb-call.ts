import { arnIn } from '../../iam/arn.ts';
import { AwsError } from '../../protocol/aws-error.ts';
import type { Params } from '../../protocol/params.ts';
import type { Thing } from '../../state/things.ts';
import { type CallContext, visible } from '../call.ts';
import { checkTag, checkTags } from '../limits.ts';

/** A list of words: `Names.member.1`. */
export const memberWords = (params: Params, name: string): string[] => params.part(name).list('member');

/** A list of structures: `Tags.member.1.Key`. */
export const memberItems = (params: Params, name: string): Params[] => params.part(name).items('member');

/** How Elastic Load Balancing says that there is no such thing. */
export type Kind = 'LoadBalancer' | 'TargetGroup' | 'Listener';

const WORDS = { LoadBalancer: 'load balancers', TargetGroup: 'target groups', Listener: 'listeners' } as const;

/** The thing with this ARN; whoever has its ARN sees it at once. */
export function foundByArn<T extends Thing>(things: ReadonlyMap<string, T>, arn: string, kind: Kind): T {
  const thing = things.get(arn);
  if (thing) return thing;
  throw notFound(kind, arn);
}

export const notFound = (kind: Kind, what: string): AwsError =>
  new AwsError(`${kind}NotFound`, `One or more ${WORDS[kind]} not found: ${what}`);

/** Those with these names or ARNs, or all; new ones are not seen for a while. */
export function askedThings<T extends Thing & { readonly name: string }>(
  things: ReadonlyMap<string, T>,
  context: CallContext,
  kind: Kind,
): T[] {
  const seen = visible(things, context);
  const names = memberWords(context.params, 'Names');
  const arns = memberWords(context.params, `${kind}Arns`);
  if (names.length + arns.length === 0) return seen;
  return [...names, ...arns].map((word) => {
    const found = seen.find(({ id, name }) => id === word || name === word);
    if (found) return found;
    throw notFound(kind, `[${word}]`);
  });
}

/** Tags that a call gives to what it makes. */
export function tagsIn(params: Params): Map<string, string> {
  const tags = memberItems(params, 'Tags').map((tag): [string, string] => [
    tag.required('Key'),
    tag.text('Value') ?? '',
  ]);
  for (const [key, value] of tags) checkTag(key, value);
  checkTags(tags);
  if (new Set(tags.map(([key]) => key)).size < tags.length) {
    throw new AwsError('DuplicateTagKeys', 'A tag key was specified more than once');
  }
  return new Map(tags);
}

/** Names of load balancers and target groups: 32 letters, digits and hyphens. */
export function checkName(name: string, what: string): string {
  const isWell = /^[A-Za-z0-9-]{1,32}$/.test(name) && !/^-|-$/.test(name) && !name.startsWith('internal-');
  if (isWell) return name;
  const words = `The ${what} name '${name}' cannot be longer than '32' characters, and can only contain characters that are alphanumeric characters and hyphens(-)`;
  throw new AwsError('ValidationError', words);
}

/** The next page of things, and the marker of the one after. */
export function markedPage<T>(things: readonly T[], params: Params) {
  const start = Number(params.text('Marker') ?? 0);
  const end = start + (params.number('PageSize') ?? 400);
  return { page: things.slice(start, end), marker: end < things.length ? String(end) : undefined };
}

export const arnOf = (region: string, path: string): string => arnIn(region, 'elasticloadbalancing', path);
