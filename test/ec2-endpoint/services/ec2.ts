import { ec2Costs } from '../buckets.ts';
import { CALLS } from '../calls/calls.ts';
import { allows } from '../iam/policy.ts';
import { subjectsOf } from '../iam/subjects.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { Params } from '../protocol/params.ts';
import { ec2Error, ec2Reply } from '../protocol/xml.ts';
import { ACCOUNT, type Cloud } from '../state/cloud.ts';
import type { Region } from '../state/region.ts';
import type { Service } from './service.ts';

/** EC2's Query protocol: a form in, XML out. */
export const ec2: Service = {
  contentType: 'text/xml;charset=UTF-8',
  limits: {
    costs: ec2Costs,
    refusal: () => new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503),
  },
  read: (_, body) => {
    const params = Params.parse(body);
    return { action: params.required('Action'), params };
  },
  answer: async (cloud, { region, action, params }) => {
    const call = Object.hasOwn(CALLS, action) ? CALLS[action] : undefined;
    if (!call) throw new AwsError('InvalidAction', `The action ${action} is not valid for this web service.`);
    if (cloud.faults.denied.has(action)) throw unauthorized(action);
    checkPolicy(cloud, cloud.region(region), action, params);
    if (params.flag('DryRun') === true) {
      throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    return call({ cloud, region: cloud.region(region), params, now: cloud.clock.now() });
  },
  write: ec2Reply,
  writeError: ec2Error,
};

/** Refuses a call one of whose subjects the caller's policy does not allow. */
function checkPolicy(cloud: Cloud, region: Region, action: string, params: Params): void {
  const { policy } = cloud.faults;
  if (policy === undefined) return;
  const forbidden = subjectsOf({ action, params, region, regionAt: (name) => cloud.region(name) }).find(
    (subject) => !allows(policy, subject),
  );
  if (forbidden) throw unauthorized(forbidden.action.replace('ec2:', ''), forbidden.arn);
}

function unauthorized(action: string, resource = '*'): AwsError {
  const encoded = Buffer.from(`{"allowed":false,"action":"ec2:${action}"}`).toString('base64url');
  const who = `User: arn:aws:iam::${ACCOUNT}:user/baker is not authorized to perform: ec2:${action} on resource: ${resource}`;
  const words = `You are not authorized to perform this operation. ${who} because no identity-based policy allows the ec2:${action} action. Encoded authorization failure message: ${encoded}`;
  return new AwsError('UnauthorizedOperation', words, 403);
}
