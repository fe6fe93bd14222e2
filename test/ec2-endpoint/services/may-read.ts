import { allows } from '../iam/policy.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { ACCOUNT, type Cloud } from '../state/cloud.ts';
import type { ServiceRequest } from './service.ts';

/** Refuses a role what its policy does not allow, and everybody a call that is denied. `right`: as `ssm:GetParameter`. */
export function mayRead(
  { faults, roles }: Cloud,
  { action, caller }: ServiceRequest,
  right: string,
  arn: string,
): void {
  const policy = caller.kind === 'role' ? roles.get(caller.role) : undefined;
  const isAllowed =
    caller.kind === 'user' || (policy !== undefined && allows(policy, { action: right, arn, keys: {} }));
  if (isAllowed && !faults.denied.has(action)) return;
  const who = caller.kind === 'user' ? 'iam::ACCOUNT:user/baker' : `sts::ACCOUNT:assumed-role/${caller.role}/i-example`;
  const words = `User: arn:aws:${who.replace('ACCOUNT', ACCOUNT)} is not authorized to perform: ${right} on resource: ${arn}`;
  throw new AwsError('AccessDeniedException', `${words} because no identity-based policy allows the ${right} action`);
}
