import { TAG } from '../machine/tags.ts';
import { SSH_DOCUMENT } from '../session/open-session.ts';
import type { Ec2Settings } from '../settings.ts';
import { allow, arnsOf, type Statement } from './statement.ts';

/** IAM's own variable: who asks. */
const OWN_ID = ['$', '{aws:userid}'].join('');

/** Sessions with the area's machines, of one kind alone; whoever began one may end it. */
export function sessionStatements(settings: Ec2Settings): Statement[] {
  const { connect, area } = settings;
  const arn = arnsOf(settings);
  if (connect !== 'session-manager') return [];
  const ours = { StringEquals: { [`ssm:resourceTag/${TAG.area}`]: area } };
  const own = { StringLike: { 'ssm:resourceTag/aws:ssmmessages:session-id': OWN_ID } };
  return [
    allow('LookForAgents', ['ssm:DescribeInstanceInformation', 'ssm:DescribeSessions'], '*'),
    allow('OpenSessions', ['ssm:StartSession'], [arn('ec2:*:*:instance/*')], ours),
    allow('UseForSessions', ['ssm:StartSession'], arn(`ssm:*:*:document/${SSH_DOCUMENT}`)),
    allow('CloseSessions', ['ssm:TerminateSession'], arn('ssm:*:*:session/*'), own),
  ];
}
