import { arnIn } from '../iam/arn.ts';
import { allows } from '../iam/policy.ts';
import { AwsError } from '../protocol/aws-error.ts';
import type { Structure } from '../protocol/xml.ts';
import { ACCOUNT, type Cloud } from '../state/cloud.ts';
import type { Instance } from '../state/things.ts';
import type { ServiceRequest } from './service.ts';

type Call = (cloud: Cloud, request: ServiceRequest) => Structure;

/** The calls of the Session Manager. */
export const SESSION_CALLS: Readonly<Record<string, Call>> = {
  DescribeInstanceInformation: (cloud, request) => {
    permit(cloud, request, '*', {});
    const tags = request.params.items('Filters').map((filter) => ({
      name: filter.required('Key').replace(/^tag:/, ''),
      values: filter.list('Values'),
    }));
    const heard = [...cloud.region(request.region).instances.values()].filter(
      (instance) =>
        isConnected(cloud, instance) &&
        tags.every(({ name, values }) => values.includes(instance.tags.get(name) ?? '')),
    );
    const InstanceInformationList = heard.map(({ id }) => ({
      ...{ InstanceId: id, PingStatus: 'Online', AgentVersion: '3.3.987.0', ResourceType: 'EC2Instance' },
    }));
    return { InstanceInformationList };
  },
  StartSession: (cloud, request) => {
    const { params, region } = request;
    const id = params.required('Target');
    const instance = cloud.region(region).instances.get(id);
    const document = params.required('DocumentName');
    const keys = [...(instance?.tags ?? [])].map(([name, value]) => [`ssm:resourceTag/${name}`, value]);
    permit(cloud, request, arnIn(region, 'ec2', `instance/${id}`), Object.fromEntries(keys));
    permit(cloud, request, arnIn(region, 'ssm', `document/${document}`, `${region}:`), {});
    if (document !== 'AWS-StartSSHSession') throw new AwsError('InvalidDocument', `no document ${document}`);
    if (!instance || !isConnected(cloud, instance)) throw new AwsError('TargetNotConnected', `${id} is not connected.`);
    const port = Number(params.part('Parameters').list('portNumber')[0] ?? '22');
    const session = cloud.sessions.begin(id, port, params.text('Reason') ?? '');
    return { SessionId: session.id, TokenValue: session.token, StreamUrl: cloud.sessions.streamUrl(session) };
  },
  DescribeSessions: (cloud, request) => {
    permit(cloud, request, '*', {});
    const { params } = request;
    const [target] = params.items('Filters').map((filter) => [filter.required('key'), filter.required('value')]);
    if (params.required('State') !== 'Active' || target?.[0] !== 'Target')
      throw new AwsError('InvalidFilterKey', 'only the active sessions of a target are known here');
    const those = [...cloud.sessions.open.values()].filter(({ instanceId }) => instanceId === target[1]);
    const Sessions = those.map(({ id, instanceId, reason }) => ({
      ...{ SessionId: id, Target: instanceId, Status: 'Connected', DocumentName: 'AWS-StartSSHSession' },
      ...(reason === '' ? {} : { Reason: reason }),
    }));
    return { Sessions };
  },
  TerminateSession: (cloud, request) => {
    const id = request.params.required('SessionId');
    const keys = { 'ssm:resourceTag/aws:ssmmessages:session-id': OWN_ID };
    permit(cloud, request, arnIn(request.region, 'ssm', `session/${id}`), keys);
    cloud.sessions.end(id);
    return { SessionId: id };
  },
};

/** IAM's variable, which stands for the caller on both sides. */
const OWN_ID = ['$', '{aws:userid}'].join('');

/** Whether the Session Manager hears the instance's agent, which asks in the name of its role. */
const isConnected = ({ faults }: Cloud, { state, imageId, iamInstanceProfile }: Instance): boolean =>
  state === 'running' && iamInstanceProfile !== undefined && !faults.agentless.has(imageId);

function permit(
  { faults }: Cloud,
  { action, region }: ServiceRequest,
  arn: string,
  keys: Record<string, string>,
): void {
  const isAllowed = faults.policy === undefined || allows(faults.policy, { action: `ssm:${action}`, arn, keys });
  if (isAllowed && !faults.denied.has(action)) return;
  const who = `User: ${arnIn(region, 'iam', 'user/baker', `:${ACCOUNT}`)} is not authorized to perform: ssm:${action} on resource: ${arn}`;
  throw new AwsError('AccessDeniedException', who);
}
