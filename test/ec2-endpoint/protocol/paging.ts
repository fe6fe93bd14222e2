import { AwsError } from './aws-error.ts';
import type { Params } from './params.ts';

/** One page of a list, and the token that asks for the next. */
export interface Page<T> {
  readonly page: readonly T[];
  readonly nextToken: string | undefined;
}

/**
 * Cuts a list by MaxResults and NextToken. `ids` is the name of the parameter that asks for things by their ids: AWS
 * refuses it together with MaxResults where `idsExcludePaging`.
 */
export function paged<T>(
  things: readonly T[],
  params: Params,
  { least = 5, ids = '', idsExcludePaging = false }: { least?: number; ids?: string; idsExcludePaging?: boolean } = {},
): Page<T> {
  const max = params.number('MaxResults');
  const start = startOf(params.text('NextToken'));
  if (max === undefined) return { page: things.slice(start), nextToken: undefined };
  if (idsExcludePaging && params.list(ids).length > 0) {
    const message = `The parameter ${ids} cannot be used with the parameter MaxResults`;
    throw new AwsError('InvalidParameterCombination', message);
  }
  if (max < least) {
    const message = `Value ( ${max} ) for parameter maxResults is invalid. Expecting a value greater than ${least}.`;
    throw new AwsError('InvalidParameterValue', message);
  }
  const end = start + Math.min(max, 1000);
  return { page: things.slice(start, end), nextToken: end < things.length ? tokenOf(end) : undefined };
}

const tokenOf = (offset: number): string => Buffer.from(`from ${offset}`).toString('base64');

function startOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const match = /^from (\d+)$/.exec(Buffer.from(token, 'base64').toString());
  if (match) return Number(match[1]);
  throw new AwsError('InvalidParameterValue', `Value (${token}) for parameter nextToken is invalid.`);
}
