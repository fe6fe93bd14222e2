import type { Cost } from '../buckets.ts';
import { ELB_CALLS } from '../calls/elbv2/calls.ts';
import { checkAccess } from '../iam/check-policy.ts';
import { balancerSubjects } from '../iam/front-subjects.ts';
import { AwsError } from '../protocol/aws-error.ts';
import { Params } from '../protocol/params.ts';
import { elbReply, stsError } from '../protocol/xml.ts';
import { trafficOf } from '../state/traffic.ts';
import type { Service } from './service.ts';

/** AWS's own figures for an account and a region. */
const READS = { capacity: 40, refill: 10 };
const CHANGES = { capacity: 20, refill: 3 };

/** Elastic Load Balancing, version 2015-12-01: a form in, XML out. */
export const elbv2: Service = {
  contentType: 'text/xml',
  limits: {
    costs: (action): Cost[] => [
      action.startsWith('Describe')
        ? { name: 'elb reads', rate: READS, tokens: 1 }
        : { name: 'elb changes', rate: CHANGES, tokens: 1 },
    ],
    refusal: () => new AwsError('Throttling', 'Rate exceeded'),
  },
  read: (_, body) => {
    const params = Params.parse(body);
    return { action: params.required('Action'), params };
  },
  answer: async (cloud, { region, action, params }) => {
    const call = Object.hasOwn(ELB_CALLS, action) ? ELB_CALLS[action] : undefined;
    if (!call) throw new AwsError('InvalidAction', `Could not find operation ${action} for version 2015-12-01`);
    checkAccess(cloud, action, () => balancerSubjects(cloud.region(region), action, params));
    const reply = await call({ cloud, region: cloud.region(region), params, now: cloud.clock.now() });
    if (!action.startsWith('Describe')) await cloud.backEnd.balance?.(trafficOf(cloud));
    return reply;
  },
  write: elbReply,
  writeError: stsError,
};
