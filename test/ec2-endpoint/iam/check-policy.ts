import { AwsError } from '../protocol/aws-error.ts';
import { ACCOUNT, type Cloud } from '../state/cloud.ts';
import { allows, type Subject } from './policy.ts';

/** Refuses with AccessDenied an action that is denied, or one of whose subjects the caller's policy does not allow. */
export function checkAccess({ faults }: Cloud, action: string, subjects: () => readonly Subject[]): void {
  const { denied, policy } = faults;
  const forbidden = policy && subjects().find((subject) => !allows(policy, subject));
  if (!forbidden && !denied.has(action)) return;
  const { action: right = action, arn = '*' } = forbidden ?? {};
  const who = `User: arn:aws:iam::${ACCOUNT}:user/baker`;
  const why = `because no identity-based policy allows the ${right} action`;
  throw new AwsError('AccessDenied', `${who} is not authorized to perform: ${right} on resource: ${arn} ${why}`, 403);
}
