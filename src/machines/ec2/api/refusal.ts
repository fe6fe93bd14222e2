import { Refusal } from '../../../problem/problem.ts';
import type { Action } from './actions.ts';
import { awsCode, failureKind } from './aws-error.ts';

/** What a person is told of a call that failed: AWS's own words, and which. The error itself is the cause. */
export function refusalOf(action: Action, region: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof Refusal) return error;
  const what = `${action} in ${region}: ${awsCode(error)}: ${error.message}`;
  return failureKind(error) === 'denied'
    ? new Refusal(
        { code: 'cloud-denied', message: what, hint: 'rolebake doctor --provider ec2 says which rights are missing' },
        { cause: error },
      )
    : new Refusal({ code: 'cloud-failed', message: what }, { cause: error });
}
