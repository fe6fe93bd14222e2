import { AwsError } from '../protocol/aws-error.ts';
import type { CallContext } from './call.ts';

/**
 * What a request with this ClientToken made before, or what `make` makes now. The same token with another request is
 * refused; a request that failed is not remembered.
 */
export function onceByToken(action: string, { region, params }: CallContext, make: () => string): string {
  const token = params.text('ClientToken');
  if (token === undefined) return make();
  const key = `${action} ${token}`;
  const request = JSON.stringify(params.plain('ClientToken'));
  const made = region.made.get(key);
  if (made && made.request !== request) {
    const words = `The ClientToken ${token} was used with other parameters: the arguments of this request do not match the prior request`;
    throw new AwsError('IdempotentParameterMismatch', words);
  }
  if (made) return made.id;
  const id = make();
  region.made.set(key, { request, id });
  return id;
}
