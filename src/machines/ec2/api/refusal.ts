import { type Problem, Refusal } from '../../../problem/problem.ts';
import type { Action } from './actions.ts';
import { awsCode, failureKind, isUnreached } from './aws-error.ts';

/** What a person is told of a call that failed: AWS's own words, and which. The error itself is the cause. */
export function refusalOf(action: Action, region: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof Refusal) return error;
  const what = `${action} in ${region}: ${awsCode(error)}: ${error.message}`;
  return new Refusal({ message: what, ...kindOf(error) }, { cause: error });
}

/** The SDK has no credentials to ask with, AWS does not take those that it has, or takes them and says no. */
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError)$/;
const BAD_CREDENTIALS =
  /^(AuthFailure|InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException|ExpiredToken\w*)$/;

function kindOf(error: Error): Pick<Problem, 'code' | 'hint'> {
  const code = awsCode(error);
  if (NO_CREDENTIALS.test(code))
    return { code: 'cloud-denied', hint: 'aws configure, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY' };
  if (BAD_CREDENTIALS.test(code))
    return { code: 'cloud-denied', hint: 'AWS does not take these credentials: see whose they are, and until when' };
  const kind = failureKind(error);
  if (kind === 'denied')
    return { code: 'cloud-denied', hint: 'rolebake doctor --provider ec2 says which rights are missing' };
  if (!isUnreached(error)) return { code: 'cloud-failed' };
  return { code: 'cloud-failed', hint: 'is the region right, and the endpoint? does this host reach it?' };
}
